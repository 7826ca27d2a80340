package org.kachel.bench;

/**
 * What a row took. Times are medians in milliseconds, NaN where there is none.
 *
 * @param deviceMilliseconds of its kernels, with the data on the device
 * @param wallMilliseconds the same by the host's clock: with what it takes to start the kernels
 * @param gigabytesPerSecond of the bytes that each input and the output must move once
 * @param shareOfCopy of the device's copy bandwidth
 * @param withTransfersMilliseconds with upload of the inputs and download of the output, from and to pinned memory; a CPU
 *     works in the host's memory and copies nothing
 * @param javaMilliseconds of the reference in Java
 * @param imagejMilliseconds of what ImageJ has for it
 * @param imagej what that is; empty where there is none
 * @param estimated whether the times of the CPU are those of a part of the image, scaled up
 * @param reason why there is no time on the device; empty where there is one
 */
public record Measurement(
        String operation,
        String parameters,
        String content,
        String size,
        String type,
        long voxels,
        long bytes,
        double deviceMilliseconds,
        double wallMilliseconds,
        double gigabytesPerSecond,
        double shareOfCopy,
        double withTransfersMilliseconds,
        double javaMilliseconds,
        double imagejMilliseconds,
        String imagej,
        boolean estimated,
        String reason) {

    /** How many times faster the device is than {@code milliseconds}, transfers counted. */
    double speedUp(double milliseconds) {
        return milliseconds / withTransfersMilliseconds;
    }

    /** Whether both are of the same row. */
    boolean sameRow(Measurement other) {
        return operation.equals(other.operation)
                && parameters.equals(other.parameters)
                && content.equals(other.content)
                && size.equals(other.size);
    }
}
