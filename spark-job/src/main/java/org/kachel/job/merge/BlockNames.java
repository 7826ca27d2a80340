package org.kachel.job.merge;

import java.io.Serializable;

/** For each part of a block, one number: its key or old id on the way up, its final id on the way down. */
public record BlockNames(long block, long[] values) implements Serializable {}
