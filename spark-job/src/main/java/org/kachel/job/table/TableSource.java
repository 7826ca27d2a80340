package org.kachel.job.table;

import org.kachel.block.io.Spacing;
import org.kachel.job.plan.JobPlan;

/**
 * What a table is made of.
 *
 * @param plan what the table tells, and where it goes
 * @param spacing of the labels' voxels
 * @param objects of the labels
 * @param slices the same, with their neighbours where the table asks for such
 * @param surface the objects at the surface where the table asks for them, else null
 */
public record TableSource(
        JobPlan.TablePlan plan, Spacing spacing, ObjectTables objects, ObjectSlices slices, SurfaceObjects surface) {}
