/**
 * Where data lies that is on no local path: every file system that Hadoop reaches, by Spark's own settings, as a
 * {@code Store} of {@code org.kachel.block.io}; and the files that a run leaves behind, at a path or in such a store.
 *
 * <p>May import: {@code org.kachel.block.io}; Hadoop, and of Spark only what knows its settings. No other room.
 */
package org.kachel.job.store;
