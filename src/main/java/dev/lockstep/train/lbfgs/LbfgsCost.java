package dev.lockstep.train.lbfgs;

import breeze.linalg.DenseVector;
import breeze.optimize.DiffFunction;
import dev.lockstep.nn.Task;
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
 * the shards, the same in every layout. The network computes in floats, so parameters are rounded
 * to floats first. P: parameters.
 */
final class LbfgsCost {
  private final Exchange exchange;
  private EpochSum lastSum = EpochSum.NONE;

  /** The last parameters and their results, because a search begins where the one before ended. */
  private double[] lastX = new double[0];

  private Tuple2<Object, DenseVector<Object>> last;

  /** Takes the exchange, which has all examples in one step. */
  LbfgsCost(Exchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Returns the mean loss and its gradient [P].
   *
   * @param x parameters [P]
   * @return an infinite loss instead of one that is not finite, so that a search steps back
   */
  Tuple2<Object, DenseVector<Object>> calculate(DenseVector<Object> x) {
    double[] values = LbfgsSpace.array(x).clone(); // A copy, because Breeze continues with its own.
    if (!Arrays.equals(values, lastX)) {
      last = compute(floats(values));
      lastX = values;
    }
    return last;
  }

  /** Remembers the result of an earlier training's last iteration. */
  void remember(DenseVector<Object> x, double meanLoss, DenseVector<Object> gradient) {
    lastX = LbfgsSpace.array(x).clone();
    last = new Tuple2<>(meanLoss, gradient);
  }

  private Tuple2<Object, DenseVector<Object>> compute(float[] parameters) {
    // Always the first epoch's order, because a shard's sums are rounded in its order.
    StepSum sum = exchange.sum(new StepState(parameters, new float[0][], 0, 0, 0, new double[1]));
    if (!sum.isFinite()) {
      double[] nowhere = new double[parameters.length];
      return new Tuple2<>(Double.POSITIVE_INFINITY, LbfgsSpace.vector(nowhere));
    }
    lastSum = EpochSum.NONE.plus(sum);
    double meanLoss = sum.lossSum() / sum.examples();
    float[] gradient = new float[parameters.length];
    sum.mean(0, gradient, exchange.slices());
    return new Tuple2<>(meanLoss, LbfgsSpace.vector(doubles(gradient)));
  }

  /**
   * Returns the function in Breeze's form. It is a proxy: the Java compiler finds that Breeze's
   * interface inherits an {@code apply} that no Java class may implement, but for the JVM Scala has
   * implemented it.
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

  /** Returns the share of the examples that the last parameters classified correctly. */
  OptionalDouble accuracy(Task task) {
    return lastSum.accuracy(task);
  }

  /** Returns the parameters that the network sees, [P]. */
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
