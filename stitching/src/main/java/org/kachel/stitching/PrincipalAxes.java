package org.kachel.stitching;

/**
 * The axes of the ellipse or ellipsoid that has given second central moments.
 *
 * <p>*Source*: a full axis is 4·√λ of an ellipse and √(20·λ) of an ellipsoid, λ an eigenvalue of the covariance.
 *
 * @param lengths descending
 * @param vector of the major axis: x, y, z
 * @param orientation as skimage has it; NaN in 3D
 */
record PrincipalAxes(double[] lengths, double[] vector, double orientation) {
    /** Sweeps over the three elements beside the diagonal; a handful is enough for doubles. */
    private static final int SWEEPS = 50;

    double length(int axis) {
        return lengths[axis];
    }

    double major(int axis) {
        return vector[axis];
    }

    /** In 2D, from the moments xx, yy and xy. */
    static PrincipalAxes inPlane(double xx, double yy, double xy) {
        double mean = (xx + yy) / 2;
        double half = (xx - yy) / 2;
        double root = Math.sqrt(half * half + xy * xy);
        double large = mean + root;
        double small = large == 0 ? 0 : Math.max(0, (xx * yy - xy * xy) / large);
        double orientation = xx == yy ? xy > 0 ? Math.PI / 4 : -Math.PI / 4 : 0.5 * StrictMath.atan2(2 * xy, yy - xx);
        double[] vector = {StrictMath.sin(orientation), StrictMath.cos(orientation), 0};
        return new PrincipalAxes(new double[] {4 * Math.sqrt(large), 4 * Math.sqrt(small)}, vector, orientation);
    }

    /** In 3D, from the moments xx, yy, zz, xy, xz, yz. */
    static PrincipalAxes inSpace(double[] moments) {
        double[][] a = {
            {moments[0], moments[3], moments[4]},
            {moments[3], moments[1], moments[5]},
            {moments[4], moments[5], moments[2]}
        };
        double[][] v = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        for (int sweep = 0; sweep < SWEEPS && (a[0][1] != 0 || a[0][2] != 0 || a[1][2] != 0); sweep++) {
            rotate(a, v, 0, 1);
            rotate(a, v, 0, 2);
            rotate(a, v, 1, 2);
        }
        double[] values = {a[0][0], a[1][1], a[2][2]};
        int largest = values[0] >= values[1] ? 0 : 1;
        if (values[2] > values[largest]) largest = 2;
        double[] lengths = new double[3];
        java.util.Arrays.sort(values);
        for (int i = 0; i < 3; i++) lengths[i] = Math.sqrt(20 * Math.max(0, values[2 - i]));
        return new PrincipalAxes(
                lengths, positive(new double[] {v[0][largest], v[1][largest], v[2][largest]}), Double.NaN);
    }

    /** Makes a[p][q] zero (Jacobi), and turns the columns of v alike. */
    private static void rotate(double[][] a, double[][] v, int p, int q) {
        if (a[p][q] == 0) return;
        if (Math.abs(a[p][q]) < 1e-18 * (Math.abs(a[p][p]) + Math.abs(a[q][q]))) {
            a[p][q] = 0;
            a[q][p] = 0;
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = Math.signum(theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        if (theta == 0) t = 1;
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        double apq = a[p][q];
        int r = 3 - p - q;
        double arp = a[r][p];
        double arq = a[r][q];
        a[p][p] -= t * apq;
        a[q][q] += t * apq;
        a[p][q] = 0;
        a[q][p] = 0;
        a[r][p] = c * arp - s * arq;
        a[r][q] = s * arp + c * arq;
        a[p][r] = a[r][p];
        a[q][r] = a[r][q];
        for (int i = 0; i < 3; i++) {
            double vip = v[i][p];
            double viq = v[i][q];
            v[i][p] = c * vip - s * viq;
            v[i][q] = s * vip + c * viq;
        }
    }

    /** The vector or its opposite: the one whose component of largest magnitude is positive. */
    private static double[] positive(double[] vector) {
        int largest = 0;
        for (int d = 1; d < 3; d++) if (Math.abs(vector[d]) > Math.abs(vector[largest])) largest = d;
        if (vector[largest] >= 0) return vector;
        return new double[] {-vector[0], -vector[1], -vector[2]};
    }
}
