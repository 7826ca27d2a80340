/**
 * How fast the catalogue's operations are on this machine: on a device, in plain Java and in ImageJ. Starts no Spark.
 *
 * <p>May import: {@code org.kachel.op}, {@code org.kachel.pipeline}, {@code org.kachel.gpu}, {@code org.kachel.block}.
 */
package org.kachel.bench;
