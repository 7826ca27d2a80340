package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table stays true to the catalogue where CLIJ2's files are not at hand; {@link ClijKernels} is run by hand. */
class ClijCounterpartTest {
    @Test
    void everyFileOfClij2IsInTheTable() {
        assertThat(ClijCounterpart.table()).hasSize(322);
    }

    @Test
    void everyStepIsAnOperationOfTheCatalogue() {
        ClijCounterpart.table()
                .values()
                .forEach(row -> row.steps().forEach(step -> {
                    Map<String, String> parameters = new HashMap<>(step.parameters());
                    if (step.operation().equals("expression")) parameters.put("inputs", "x,y");
                    assertThat(Catalogue.entry(step.operation()).bind(parameters))
                            .as(row.file())
                            .isNotNull();
                }));
    }
}
