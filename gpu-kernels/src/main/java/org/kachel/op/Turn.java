package org.kachel.op;

/** Sine and cosine of an angle: the same bits in every Java, and exact for quarter turns. */
record Turn(double sin, double cos) {
    private static final double FULL_DEGREES = 360;

    static Turn of(double degrees) {
        double angle = Math.IEEEremainder(degrees, FULL_DEGREES);
        return new Turn(
                Math.abs(angle) == 180 ? 0 : StrictMath.sin(Math.toRadians(angle)),
                Math.abs(angle) == 90 ? 0 : StrictMath.cos(Math.toRadians(angle)));
    }
}
