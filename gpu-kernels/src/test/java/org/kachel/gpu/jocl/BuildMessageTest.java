package org.kachel.gpu.jocl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kachel.gpu.Program;

class BuildMessageTest {
    private static final Program TEN_LINES =
            new Program("ten.cl", "l1\nl2\nl3\nl4\nl5\nl6\nl7\nl8\nl9\nl10", Map.of("N", "3"));

    @Test
    void linesAroundErrorsAreNumberedAsCompilersNameThem() {
        assertThat(BuildMessage.of(TEN_LINES, "dev", "<kernel>:2:5: error: no such thing\n<kernel>:9:1: error: x"))
                .contains("ten.cl", "dev", "{N=3}", "no such thing")
                .contains("    1 | l1\n    2 | l2\n    3 | l3\n    4 | l4\n    ...\n    7 | l7");
        assertThat(BuildMessage.of(TEN_LINES, "dev", "error: /tmp/a.cl:10:5: no such thing"))
                .contains("   10 | l10")
                .doesNotContain("l7\n");
    }

    @Test
    void linesCountFromTheProgramsOwnFirst() {
        assertThat(BuildMessage.shifted("<kernel>:6:10: error: x\nerror: /tmp/a.cl:3:5: y", 2))
                .isEqualTo("<kernel>:4:10: error: x\nerror: /tmp/a.cl:1:5: y");
    }

    @Test
    void anErrorInAMacroStandsWhereTheProgramUsesIt() {
        assertThat(BuildMessage.shifted("error: /tmp/a.cl:77:3 <Spelling=/tmp/a.cl:68:33>: y", 74))
                .isEqualTo("error: /tmp/a.cl:3:3: y");
    }

    @Test
    void logWithoutLinesIsShownAlone() {
        assertThat(BuildMessage.of(TEN_LINES, "dev", "warning: a:3:1: unused")).doesNotContain(" | ");
    }
}
