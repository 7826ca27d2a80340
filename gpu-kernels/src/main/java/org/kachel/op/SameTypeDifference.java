package org.kachel.op;

import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.op.expression.Expression;

/** x − y of two images of one type, in that type: exact for integers, and saturated. A step of other operations. */
record SameTypeDifference() implements Pointwise {
    @Override
    public String name() {
        return "subtract-images";
    }

    @Override
    public VoxelType outputType(List<VoxelType> images) {
        return images.get(0);
    }

    @Override
    public Expression expression(List<VoxelType> images) {
        return new Arithmetic(Formula.SUBTRACT_IMAGES, List.of(), images.get(0)).expression(images);
    }
}
