package dev.lockstep.train.lbfgs;

import breeze.linalg.DenseVector;
import breeze.linalg.DenseVector$mcD$sp;
import breeze.linalg.NumericOps;
import breeze.math.Field;
import breeze.math.MutableInnerProductModule;
import scala.$less$colon$less;
import scala.$less$colon$less$;

/**
 * What Breeze's L-BFGS does with vectors, in plain Java. Breeze's own operations add in an order
 * that its BLAS chooses, which may follow the processor and the JDK; these add in one that is
 * written down here, so that their bits are the same everywhere.
 *
 * <p>Vectors are those of {@link #vector}: dense, from their array's first element to its last. P:
 * their length.
 */
final class LbfgsSpace {
  private LbfgsSpace() {}

  /**
   * As Breeze takes it.
   *
   * @return of vectors and, Scala's types say less to Java's than they do, {@link Double}s
   */
  @SuppressWarnings("unchecked")
  static MutableInnerProductModule<DenseVector<Object>, Object> create() {
    return MutableInnerProductModule.make(
        Field.fieldDouble$.MODULE$,
        ($less$colon$less<DenseVector<Object>, NumericOps<DenseVector<Object>>>)
            (Object) $less$colon$less$.MODULE$.refl(),
        x -> vector(new double[x.size()]),
        (x, a) -> vector(scale(array(x).clone(), (double) a)),
        (x, y) -> vector(addScaled(array(x).clone(), 1, array(y))),
        (x, y) -> vector(addScaled(array(x).clone(), -1, array(y))),
        (x, y) -> dot(array(x), array(y)),
        x -> vector(array(x).clone()),
        (x, a) -> scale(array(x), (double) a),
        (x, y) -> move(array(x), array(y)),
        (x, y) -> addScaled(array(x), -1, array(y)),
        (x, y) -> System.arraycopy(array(y), 0, array(x), 0, x.size()),
        (y, a, x) -> addScaled(array(y), (double) a, array(x)));
  }

  /** Of the array itself, not of a copy. */
  static DenseVector<Object> vector(double[] values) {
    return new DenseVector$mcD$sp(values);
  }

  /** A vector's elements themselves, not a copy. */
  static double[] array(DenseVector<Object> x) {
    return (double[]) x.data();
  }

  /**
   * The inner product: four sums that do not wait for each other, each of every fourth product,
   * added up in pairs; what is left at the end goes to the first.
   *
   * @param x [P]
   * @param y [P]
   */
  static double dot(double[] x, double[] y) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int whole = x.length - x.length % 4;
    for (int i = 0; i < whole; i += 4) {
      sum0 += x[i] * y[i];
      sum1 += x[i + 1] * y[i + 1];
      sum2 += x[i + 2] * y[i + 2];
      sum3 += x[i + 3] * y[i + 3];
    }
    for (int i = whole; i < x.length; i++) {
      sum0 += x[i] * y[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /** {@code x = a x}. */
  private static double[] scale(double[] x, double a) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= a;
    }
    return x;
  }

  /** {@code y = y + a x}, which for an a of 1 and -1 are sum and difference, rounded once. */
  private static double[] addScaled(double[] y, double a, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] += a * x[i];
    }
    return y;
  }

  /**
   * Parameters after a step, as the network sees them: floats, and no negative zeros. Breeze adds
   * one vector to another only where it moves parameters.
   *
   * @param step [P], overwritten with the parameters
   */
  private static void move(double[] step, double[] parameters) {
    for (int i = 0; i < step.length; i++) {
      step[i] = (float) (step[i] + parameters[i]) + 0.0;
    }
  }
}
