package org.kachel.job.ledger;

import java.io.IOException;
import net.imglib2.Interval;

/** What tells the present state of a part of a stored volume from others. */
public interface Stamps {
    /** Of {@code interval} of the volume that is called {@code volume} in the notes of tasks. */
    long of(String volume, Interval interval) throws IOException;
}
