package org.kachel.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kachel.op.Catalogue;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.Operation;

class CanonicalTest {
    private interface Shift extends IntUnaryOperator, Serializable {}

    private static Shift by(int n) {
        return x -> x + n;
    }

    private record Pair(String name, Object value) {}

    @Test
    void maps_and_sets_are_told_in_one_order() {
        Map<String, Integer> there = new LinkedHashMap<>();
        Map<String, Integer> back = new LinkedHashMap<>();
        IntStream.range(0, 50).forEach(i -> there.put("k" + i, i));
        IntStream.range(0, 50).map(i -> 49 - i).forEach(i -> back.put("k" + i, i));
        assertThat(Canonical.text(there)).isEqualTo(Canonical.text(back)).isEqualTo(Canonical.text(Map.copyOf(back)));
        assertThat(Canonical.text(new LinkedHashSet<>(back.keySet())))
                .isEqualTo(Canonical.text(Set.copyOf(there.keySet())));
        back.put("k3", 4);
        assertThat(Canonical.text(there)).isNotEqualTo(Canonical.text(back));
    }

    @Test
    void whatever_differs_is_told() {
        List<Object> different = new ArrayList<>(List.of(
                1, 1L, 1.0, 1f, "1", '1', List.of(1), List.of(1, 1), List.of(List.of(1), 1), new int[] {1}, new long[] {
                    1
                }));
        different.addAll(List.of(Optional.of(1), Optional.empty(), -0.0, 0.0, Set.of(1), new Pair("a", 1)));
        different.addAll(
                List.of(new Pair("b", 1), new Pair("a", null), new Pair("a1", ""), new Pair("a", "1"), by(1), by(2)));
        assertThat(different.stream().map(v -> Canonical.text(v))).doesNotHaveDuplicates();
        assertThat(Canonical.text(by(2))).isEqualTo(Canonical.text(by(2)));
        Object unknown = new Thread();
        assertThat(Canonical.text(unknown)).isNotEqualTo(Canonical.text(unknown));
    }

    /** Else a step would be done again each night. */
    @Test
    void all_operations_are_told_whole() {
        int told = 0;
        for (CatalogueEntry entry : Catalogue.entries()) {
            Operation operation;
            try {
                operation = entry.bind(entry.example());
            } catch (RuntimeException e) {
                continue; // it needs parameters
            }
            assertThat(Canonical.text(operation)).as(entry.name()).doesNotContain("?");
            told++;
        }
        assertThat(told).isGreaterThan(20);
    }
}
