package org.kachel.op;

import java.util.List;

/** Numbers from numbers, on the driver: a threshold from a histogram. */
public non-sealed interface ScalarFunction extends Operation {
    double[] compute(List<double[]> inputs);
}
