package org.kachel.job.table;

import java.io.Serializable;
import java.util.List;
import org.kachel.stitching.Contacts;
import org.kachel.stitching.RayExits;

/**
 * What a block tells about neighbours.
 *
 * @param exits first and last objects along x, y, z, in this order; empty where nobody asks for the surface
 */
public record Touched(long block, Contacts contacts, List<RayExits> exits) implements Serializable {}
