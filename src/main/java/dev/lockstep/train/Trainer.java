package dev.lockstep.train;

import dev.lockstep.data.DataSet;
import dev.lockstep.optim.Schedule;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.TrainingListener.Measures;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The driver's loop: broadcast the parameters, let every shard compute its gradient, add these
 * exactly, divide once by the examples counted, update. The parameters follow from the examples and
 * the recipe alone.
 */
public final class Trainer {
  private static final int FIRST_EXPONENT = 36;

  private final JavaSparkContext spark;
  private final DataSet data;
  private final Recipe recipe;
  private final TrainingListener listener;
  private final long stepsPerEpoch;
  private final Schedule schedule;
  private final Averaging averaging;
  private final float[] parameters;
  private final float[][] slots;
  private final Releases releases = new Releases();
  private final long startNanos = System.nanoTime();

  /** Of the exact sums; they follow from the sums before. */
  private int[] exponents;

  private long step;
  private long examples;
  private long computeNanos;
  private long sparkNanos;

  /**
   * What training leaves.
   *
   * @param parameters the network's, [P]
   * @param timing how long it took
   */
  public record Trained(float[] parameters, Timing timing) {}

  /**
   * Where the time went.
   *
   * @param steps updates of the parameters, and steps that had no examples
   * @param examples examples that went into them
   * @param seconds from the first step's beginning to the last one's end
   * @param computeSeconds of these, computing gradients (in each step, the partition that took
   *     longest)
   * @param sparkSeconds of these, waiting for Spark: jobs and broadcasts, less the computation
   */
  public record Timing(
      long steps, long examples, double seconds, double computeSeconds, double sparkSeconds) {
    public double examplesPerSecond() {
      return examples / seconds;
    }

    /** The rest: dividing, clipping, updating, listeners. */
    public double driverSeconds() {
      return seconds - computeSeconds - sparkSeconds;
    }
  }

  private Trainer(JavaSparkContext spark, DataSet data, Recipe recipe, TrainingListener listener) {
    this.spark = spark;
    this.data = data;
    this.recipe = recipe;
    this.listener = listener;
    stepsPerEpoch = recipe.stepsPerEpoch(data.count());
    long steps = Math.multiplyExact(stepsPerEpoch, (long) recipe.epochs());
    schedule = recipe.schedule().schedule(recipe.learningRate(), steps, recipe.warmup());
    averaging = Averaging.of(recipe, stepsPerEpoch);
    exponents = new int[averaging.sums()];
    Arrays.fill(exponents, FIRST_EXPONENT);
    parameters = recipe.initialization().parameters(recipe.network(), recipe.seed());
    slots = recipe.optimizer().newState(parameters.length);
  }

  /**
   * Refuses a recipe that the driver has no room for.
   *
   * @throws IllegalArgumentException with the figures and what to change
   */
  public static void requireMemory(JavaSparkContext spark, Recipe recipe, int partitions) {
    int driverCores = spark.isLocal() ? spark.defaultParallelism() : 0;
    MemoryNeed.of(recipe, partitions, driverCores).requireFit(spark);
  }

  /**
   * Trains from the recipe's initial parameters.
   *
   * @param data divided into the recipe's shards with its seed
   * @throws DivergedException where a loss, a gradient or a parameter is no longer finite
   */
  public static Trained train(
      JavaSparkContext spark, DataSet data, Recipe recipe, TrainingListener listener) {
    return new Trainer(spark, data, recipe, listener).run();
  }

  private Trained run() {
    Broadcast<Averaging> averagingOnExecutors = spark.broadcast(averaging);
    spark.setCallSite("a step of Lockstep's"); // Else Spark walks the stack, several times a step.
    try (releases) {
      for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
        epoch(epoch, averagingOnExecutors);
      }
    } finally {
      spark.clearCallSite();
      averagingOnExecutors.destroy();
    }
    Timing timing = new Timing(step, examples, seconds(), computeNanos * 1e-9, sparkNanos * 1e-9);
    return new Trained(parameters, timing);
  }

  private void epoch(int epoch, Broadcast<Averaging> averagingOnExecutors) {
    double lossSum = 0;
    long epochExamples = 0;
    for (long t = 0; t < stepsPerEpoch; t += recipe.averageEvery()) {
      StepSum sum = average(epoch, t, averagingOnExecutors);
      lossSum += sum.lossSum();
      epochExamples += sum.examples();
      if (sum.examples() > 0) {
        listener.onStep(measures(epoch, sum.lossSum() / sum.examples()));
      }
    }
    listener.onEpoch(measures(epoch, lossSum / epochExamples));
  }

  /**
   * One exchange with the shards: one step, or as many as the recipe has them take on their own.
   */
  private StepSum average(int epoch, long t, Broadcast<Averaging> averagingOnExecutors) {
    long start = System.nanoTime();
    int steps = (int) Math.min(recipe.averageEvery(), stepsPerEpoch - t);
    double[] learningRates =
        LongStream.range(step, step + steps).mapToDouble(schedule::learningRate).toArray();
    float[][] sentSlots = averaging.sentSlots(slots);
    while (true) {
      StepState state =
          new StepState(parameters, sentSlots, epoch, t, step, learningRates, exponents);
      StepSum sum = sumOverShards(state, averagingOnExecutors);
      if (!sum.isFinite()) {
        throw new DivergedException(
            epoch + 1, step + steps, "the loss or its gradient is not finite");
      }
      exponents = sum.betterExponents(averaging);
      if (sum.isPrecise()) {
        computeNanos += sum.computeNanos();
        sparkNanos += Math.max(0, System.nanoTime() - start - sum.computeNanos());
        if (sum.examples() > 0) {
          averaging.apply(sum, state, parameters, slots);
          requireFiniteParameters(epoch);
        }
        step += steps;
        examples += sum.examples();
        return sum;
      }
    }
  }

  private StepSum sumOverShards(StepState state, Broadcast<Averaging> averagingOnExecutors) {
    Broadcast<StepState> broadcast = spark.broadcast(state);
    try {
      ShardTask task = new ShardTask(averagingOnExecutors, broadcast);
      return StepJob.run(data.shards(), state.exponents(), task, parameters.length);
    } finally {
      releases.release(broadcast);
    }
  }

  private void requireFiniteParameters(int epoch) {
    for (float parameter : parameters) {
      if (!Float.isFinite(parameter)) {
        throw new DivergedException(epoch + 1, step + 1, "a parameter is " + parameter);
      }
    }
  }

  private Measures measures(int epoch, double meanLoss) {
    double rate = schedule.learningRate(step - 1);
    return new Measures(epoch + 1, step, meanLoss, rate, examples, seconds());
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) * 1e-9;
  }
}
