package org.kachel.job.table;

import org.kachel.block.io.Spacing;
import org.kachel.stitching.Neighbours;
import org.kachel.stitching.ObjectTable;

/** What lies between two touching objects: how far apart their centroids are, and how large their contact is. */
record Pairs(Spacing spacing) {
    /** Where an object lies, in units of {@code spacing}. */
    static double centroid(Spacing spacing, int axis, ObjectTable objects, int row) {
        return objects.centroid(axis, row) * (axis == 0 ? spacing.x() : axis == 1 ? spacing.y() : spacing.z());
    }

    /** Between the object of {@code row} and the neighbour of {@code pair}. */
    double distance(ObjectTable objects, int row, Neighbours neighbours, int pair) {
        double dx = (objects.centroid(0, row) - neighbours.centroid(0, pair)) * spacing.x();
        double dy = (objects.centroid(1, row) - neighbours.centroid(1, pair)) * spacing.y();
        double dz = (objects.centroid(2, row) - neighbours.centroid(2, pair)) * spacing.z();
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    /** Faces across x are as large as y times z, and so on. */
    double area(Neighbours neighbours, int pair) {
        return neighbours.faces(0, pair) * (spacing.y() * spacing.z())
                + neighbours.faces(1, pair) * (spacing.x() * spacing.z())
                + neighbours.faces(2, pair) * (spacing.x() * spacing.y());
    }

    static long faces(Neighbours neighbours, int pair) {
        return neighbours.faces(0, pair) + neighbours.faces(1, pair) + neighbours.faces(2, pair);
    }

    /** The row of the object of {@code pair}, from {@code row} on. */
    static int row(ObjectTable objects, int row, Neighbours neighbours, int pair) {
        int at = row;
        while (objects.label(at) != neighbours.label(pair)) at++;
        return at;
    }
}
