/**
 * Blocks of a volume: voxel types, host buffers, halos and the grid. Geometry is imglib2's ({@code Interval}, both ends
 * inclusive); axis order is x, y, z with x fastest, and a 2D image is a 3D one of depth 1.
 *
 * <p>May import: imglib2. Imports nothing of ours.
 */
package org.kachel.block;
