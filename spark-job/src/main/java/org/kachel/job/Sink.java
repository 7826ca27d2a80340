package org.kachel.job;

import java.io.Serializable;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;

/** A volume to be written: where and how. */
record Sink(VolumeAddress address, VolumeSpec spec) implements Serializable {}
