/**
 * Volumes in files and stores: N5, Zarr v2 and v3, OME-Zarr, TIFF. One small seam (open, list, read chunk, write object,
 * attributes) that the formats implement; Zarr's axis order is turned into x, y, z here and nowhere else.
 *
 * <p>May import: {@code org.kachel.block}, imglib2, codecs, JSON. The only package that knows a container format.
 */
package org.kachel.block.io;
