package dev.lockstep.train;

import breeze.linalg.DenseVector;
import breeze.linalg.DenseVector$mcD$sp;
import breeze.linalg.NumericOps;
import breeze.math.Field;
import breeze.math.MutableInnerProductModule;
import java.util.function.DoubleBinaryOperator;
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
  /** For sums that do not wait for each other. */
  private static final int CHAINS = 4;

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
        (x, a) -> vector(map(array(x), array(x), (value, same) -> value * (double) a)),
        (x, y) -> vector(map(array(x), array(y), Double::sum)),
        (x, y) -> vector(map(array(x), array(y), (left, right) -> left - right)),
        (x, y) -> dot(array(x), array(y)),
        x -> vector(array(x).clone()),
        (x, a) -> set(x, map(array(x), array(x), (value, same) -> value * (double) a)),
        (x, y) -> set(x, map(array(x), array(y), LbfgsSpace::moved)),
        (x, y) -> set(x, map(array(x), array(y), (left, right) -> left - right)),
        (x, y) -> set(x, array(y)),
        (y, a, x) -> set(y, map(array(y), array(x), (sum, value) -> sum + (double) a * value)));
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
   * The inner product: four sums, each of every fourth product, added up in pairs.
   *
   * @param x [P]
   * @param y [P]
   */
  static double dot(double[] x, double[] y) {
    double[] sums = new double[CHAINS];
    for (int i = 0; i < x.length; i++) {
      sums[i % CHAINS] += x[i] * y[i];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  /**
   * A parameter after a step, as the network sees it: a float, and no negative zero. Breeze adds
   * one vector to another only where it moves parameters.
   */
  private static double moved(double step, double parameter) {
    return (float) (step + parameter) + 0.0;
  }

  private static double[] map(double[] x, double[] y, DoubleBinaryOperator operator) {
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = operator.applyAsDouble(x[i], y[i]);
    }
    return result;
  }

  private static void set(DenseVector<Object> x, double[] values) {
    System.arraycopy(values, 0, array(x), 0, values.length);
  }
}
