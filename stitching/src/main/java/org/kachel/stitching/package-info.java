/**
 * Joining labels across block borders: faces, pairs, union-find, relabeling, and object statistics that merge exactly.
 * Primitive arrays throughout.
 *
 * <p>May import: {@code org.kachel.block}.
 */
package org.kachel.stitching;
