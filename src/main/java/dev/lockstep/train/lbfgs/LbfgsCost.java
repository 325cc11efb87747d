package dev.lockstep.train.lbfgs;

import breeze.linalg.DenseVector;
import breeze.optimize.DiffFunction;
import dev.lockstep.train.exchange.Exchange;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.OptionalDouble;
import scala.Tuple2;

/**
 * The mean loss over all examples and its gradient, as functions of the parameters: exact sums over
 * the shards, so the layout shows in no bit. The network computes in floats, so parameters are
 * rounded to them first. P: parameters.
 */
final class LbfgsCost {
  private final Exchange exchange;
  private EpochSum lastSum = EpochSum.NONE;

  /** Where it was asked last, and what came out: a search ends where the next one begins. */
  private double[] lastX = new double[0];

  private Tuple2<Object, DenseVector<Object>> last;

  /** Over all examples in one step. */
  LbfgsCost(Exchange exchange) {
    this.exchange = exchange;
  }

  /**
   * The mean loss, and its gradient [P].
   *
   * @param x parameters [P]
   * @return an infinite loss where it is not finite, from which a search steps back
   */
  Tuple2<Object, DenseVector<Object>> calculate(DenseVector<Object> x) {
    double[] values = LbfgsSpace.array(x).clone(); // Kept, while Breeze goes on with its own.
    if (!Arrays.equals(values, lastX)) {
      last = compute(floats(values));
      lastX = values;
    }
    return last;
  }

  /** What an earlier training has found, in its last iteration. */
  void remember(DenseVector<Object> x, double meanLoss, DenseVector<Object> gradient) {
    lastX = LbfgsSpace.array(x).clone();
    last = new Tuple2<>(meanLoss, gradient);
  }

  private Tuple2<Object, DenseVector<Object>> compute(float[] parameters) {
    // The first epoch's order, always: sums within a shard are rounded in its order.
    StepSum sum = exchange.sum(new StepState(parameters, new float[0][], 0, 0, 0, new double[1]));
    if (!sum.isFinite()) {
      double[] nowhere = new double[parameters.length];
      return new Tuple2<>(Double.POSITIVE_INFINITY, LbfgsSpace.vector(nowhere));
    }
    lastSum = EpochSum.NONE.plus(sum);
    double meanLoss = sum.lossSum() / sum.examples();
    return new Tuple2<>(meanLoss, LbfgsSpace.vector(doubles(sum.mean(0))));
  }

  /**
   * As Breeze calls it. The compiler finds that Breeze's interface inherits an {@code apply} that
   * no class of Java's may implement; the JVM, that Scala has implemented it.
   */
  @SuppressWarnings("unchecked")
  DiffFunction<DenseVector<Object>> asFunction() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodType type = MethodType.methodType(Tuple2.class, DenseVector.class);
    try {
      MethodHandle calculate = lookup.findVirtual(LbfgsCost.class, "calculate", type);
      return (DiffFunction<DenseVector<Object>>)
          LambdaMetafactory.metafactory(
                  lookup,
                  "calculate",
                  MethodType.methodType(DiffFunction.class, LbfgsCost.class),
                  type.changeParameterType(0, Object.class),
                  calculate,
                  type)
              .getTarget()
              .invoke(this);
    } catch (Throwable e) {
      throw new IllegalStateException("Breeze's DiffFunction is not as it was", e);
    }
  }

  /** The share of the examples that the network has right where it was asked last. */
  OptionalDouble accuracy() {
    return lastSum.accuracy();
  }

  /** The parameters that the network sees, [P]. */
  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
