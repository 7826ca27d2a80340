package org.kachel.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kachel.op.Catalogue;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.Parameter;

/**
 * {@code docs/operations.md} is what the catalogue says. {@code java … OperationsPageTest docs/operations.md}, or the test with
 * {@code -Dkachel.write=true}, writes it anew.
 */
class OperationsPageTest {
    private static final Path PAGE = Path.of("docs", "operations.md");

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), page());
    }

    @Test
    void isWhatTheCatalogueSays() throws IOException {
        if (Boolean.getBoolean("kachel.write")) Files.writeString(PAGE, page());
        assertThat(Files.readString(PAGE))
                .as("docs/operations.md is older than the catalogue: run this test with -Dkachel.write=true")
                .isEqualTo(page());
    }

    @Test
    void everyExampleBindsAndEveryEntryIsShown() {
        for (CatalogueEntry entry : Catalogue.entries()) {
            OperationSheet sheet = new OperationSheet(entry);
            assertThat(entry.bind(entry.example())).as(entry.name()).isNotNull();
            assertThat(sheet.halo()).as(entry.name()).isNotBlank();
            assertThat(sheet.output()).as(entry.name()).isNotBlank();
            assertThat(sheet.yaml()).startsWith("- {op: " + entry.name());
        }
        assertThat(new OperationSheet(Catalogue.entry("top-hat-box")).halo()).isEqualTo("6 voxels in the example");
    }

    private static String page() {
        return """
                # Operations

                Made from the catalogue by `OperationsPageTest`: change that, not this page. Sizes are in voxels; where a parameter is
                *per axis*, it takes one number or `[x, y]` or `[x, y, z]`. The halo is how far around its block an operation looks.

                | operation | what it does | inputs | result | halo | example |
                |---|---|---|---|---|---|
                """
                + Catalogue.entries().stream().map(OperationsPageTest::row).collect(Collectors.joining())
                + "\n## Parameters\n"
                + Catalogue.entries().stream()
                        .map(OperationsPageTest::parameters)
                        .collect(Collectors.joining());
    }

    private static String row(CatalogueEntry entry) {
        OperationSheet sheet = new OperationSheet(entry);
        return "| %s | %s | %s | %s | %s | `%s` |%n"
                .formatted(
                        entry.name(),
                        cell(entry.summary()),
                        sheet.inputs(),
                        sheet.output(),
                        sheet.halo(),
                        cell(sheet.yaml()));
    }

    private static String parameters(CatalogueEntry entry) {
        if (entry.parameters().isEmpty()) return "";
        StringBuilder text = new StringBuilder("%n**%s**%n%n".formatted(entry.name()));
        for (Parameter p : entry.parameters())
            text.append("- `%s`: %s; %s%n".formatted(p.name(), p.description(), OperationSheet.values(p)));
        return text.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
