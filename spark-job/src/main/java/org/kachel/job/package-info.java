/**
 * A run from end to end: {@code Job} plans a pipeline, opens Spark's session, runs the phases and makes the results visible;
 * {@code PyramidJob} does the same for the further levels of a volume. What each of these steps knows is in a room of its own:
 *
 * <pre>
 *   spec    what the user asks for               a new key of the pipeline file
 *   plan    everything that will happen          a new limit, block size, line of {@code kachel plan}
 *   block   one block in a task                  a new kind of download, of device, of measured time
 *   ledger  what is finished, so that a later run goes on; who writes an output
 *   merge   joining and numbering across blocks
 *   store   files and volumes on what Hadoop reaches   a new kind of place for data
 *   table   tables, meshes, maps of objects      a new column or file format of a table
 *   phase   one class per kind of phase          a new kind of phase
 *   report  progress, log, {@code report.json}   a new figure of the report, of its page
 *   watch   what Spark and a run tell each other a new metric
 * </pre>
 *
 * <p>May import: all rooms, of which none imports this; {@code ArchitectureTest} says which room may import which. Spark is
 * here and in {@code block}, {@code merge}, {@code table}, {@code phase} and {@code watch}, its settings in {@code store}, and nowhere else.
 */
package org.kachel.job;
