package org.kachel.pipeline;

import java.util.List;

/**
 * What a pipeline is to leave behind.
 *
 * @param written nodes whose images are written
 * @param tables one for each table
 * @param touching label images of which it matters who touches whom
 */
public record Request(List<Integer> written, List<Table> tables, List<Integer> touching) {
    public Request {
        written = List.copyOf(written);
        tables = List.copyOf(tables);
        touching = List.copyOf(touching);
    }

    public Request(List<Integer> written, List<Table> tables) {
        this(written, tables, List.of());
    }

    /** A table of the objects in the label image {@code labels}, with the intensities of {@code images}. */
    public record Table(int labels, List<Integer> images) {
        public Table {
            images = List.copyOf(images);
        }
    }
}
