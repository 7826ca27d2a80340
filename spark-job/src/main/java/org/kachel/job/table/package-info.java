/**
 * The objects of a volume as rows: collected over all blocks, with neighbours, surface and further columns, and written as CSV,
 * Parquet, meshes and count maps. A new column is a {@code SliceColumns}.
 *
 * <p>May import: {@code org.kachel.job.merge} (how slices are sent to tasks), {@code org.kachel.job.plan},
 * {@code org.kachel.job.spec}, {@code org.kachel.job.store} (where tables go); {@code org.kachel.op}, {@code org.kachel.block},
 * {@code org.kachel.stitching}; Spark, Parquet.
 */
package org.kachel.job.table;
