package dev.lockstep.train.lbfgs;

import breeze.linalg.DenseVector;
import breeze.linalg.DenseVector$mcD$sp;
import breeze.linalg.NumericOps;
import breeze.math.Field;
import breeze.math.MutableInnerProductModule;
import scala.$less$colon$less;
import scala.$less$colon$less$;

/**
 * The vector operations of Breeze's L-BFGS, in plain Java. Breeze's own add in an order that its
 * BLAS chooses, which may follow the processor and the JDK; these add in one fixed order, so their
 * bits are the same everywhere.
 *
 * <p>Vectors are those of {@link #vector}: dense, from their array's first element to its last. P:
 * their length.
 */
final class LbfgsSpace {
  private LbfgsSpace() {}

  /**
   * Returns the operations in Breeze's form.
   *
   * @return of vectors and {@link Double}s; Java sees less of Scala's types
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

  /** Wraps an array without a copy. */
  static DenseVector<Object> vector(double[] values) {
    return new DenseVector$mcD$sp(values);
  }

  /** Returns a vector's elements themselves, not a copy. */
  static double[] array(DenseVector<Object> x) {
    return (double[]) x.data();
  }

  /**
   * Returns the inner product: four independent sums, each of every fourth product, added in pairs;
   * the products left at the end go to the first sum.
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

  /** Computes {@code x = a x}. */
  private static double[] scale(double[] x, double a) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= a;
    }
    return x;
  }

  /**
   * Computes {@code y = y + a x}, which for an a of 1 and -1 is sum and difference, rounded once.
   */
  private static double[] addScaled(double[] y, double a, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] += a * x[i];
    }
    return y;
  }

  /**
   * Adds a step to the parameters, rounded as the network sees them: to floats without negative
   * zeros. Breeze adds one vector to another only to move parameters.
   *
   * @param step [P], overwritten with the parameters
   */
  private static void move(double[] step, double[] parameters) {
    for (int i = 0; i < step.length; i++) {
      step[i] = (float) (step[i] + parameters[i]) + 0.0;
    }
  }
}
