package org.kachel.op;

/**
 * A measured property of whole objects, painted into their voxels (float32, background 0): after the merge. Its inputs are
 * labels and, where the property is measured in one, an image.
 */
public non-sealed interface ObjectMap extends Operation {
    ObjectProperty property();
}
