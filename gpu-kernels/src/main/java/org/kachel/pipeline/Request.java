package org.kachel.pipeline;

import java.util.List;

/**
 * What a pipeline is to leave behind.
 *
 * @param written nodes whose images are written
 * @param tables one for each table
 */
public record Request(List<Integer> written, List<Table> tables) {
    public Request {
        written = List.copyOf(written);
        tables = List.copyOf(tables);
    }

    /** A table of the objects in the label image {@code labels}, with the intensities of {@code images}. */
    public record Table(int labels, List<Integer> images) {
        public Table {
            images = List.copyOf(images);
        }
    }
}
