package dev.lockstep.train;

import dev.lockstep.data.DataSet;
import dev.lockstep.optim.Schedule;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.TrainingListener.Measures;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
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
  private final float[] parameters;
  private final float[][] slots;
  private final long startNanos = System.nanoTime();

  /** Of the gradient's exact sum; each step's follows from the step before. */
  private int exponent = FIRST_EXPONENT;

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
    parameters = recipe.initialization().parameters(recipe.network(), recipe.seed());
    slots = recipe.optimizer().newState(parameters.length);
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
    for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
      double lossSum = 0;
      long epochExamples = 0;
      for (long t = 0; t < stepsPerEpoch; t++) {
        StepSum sum = step(epoch, t);
        lossSum += sum.loss.get(0);
        epochExamples += sum.examples;
        if (sum.examples > 0) {
          listener.onStep(measures(epoch, sum.meanLoss()));
        }
      }
      listener.onEpoch(measures(epoch, lossSum / epochExamples));
    }
    Timing timing = new Timing(step, examples, seconds(), computeNanos * 1e-9, sparkNanos * 1e-9);
    return new Trained(parameters, timing);
  }

  /**
   * One update of the parameters; none where no shard has an example for the step, as may be with
   * fewer examples a step than shards.
   */
  private StepSum step(int epoch, long t) {
    long start = System.nanoTime();
    StepSum sum = sumOverShards(epoch, t);
    computeNanos += sum.computeNanos;
    sparkNanos += Math.max(0, System.nanoTime() - start - sum.computeNanos);
    if (sum.examples > 0) {
      update(epoch, sum);
    }
    step++;
    examples += sum.examples;
    return sum;
  }

  private void update(int epoch, StepSum sum) {
    float[] gradient = sum.gradient.dividedBy(sum.examples);
    recipe.clipping().apply(gradient);
    float learningRate = (float) schedule.learningRate(step);
    recipe.optimizer().step(parameters, gradient, slots, step, learningRate);
    requireFiniteParameters(epoch);
  }

  /**
   * The step's sum over all shards, once more with a better exponent where the one at hand does not
   * serve.
   */
  private StepSum sumOverShards(int epoch, long t) {
    while (true) {
      StepSum sum = aggregate(new StepState(parameters, epoch, t, stepsPerEpoch, exponent));
      if (!sum.isFinite()) {
        throw new DivergedException(epoch + 1, step + 1, "the loss or its gradient is not finite");
      }
      boolean again = sum.gradient.overflowed() || sum.gradient.tooCoarse();
      exponent = sum.gradient.betterExponent();
      if (!again) {
        return sum;
      }
    }
  }

  private StepSum aggregate(StepState state) {
    Broadcast<StepState> broadcast = spark.broadcast(state);
    try {
      ShardTask task = new ShardTask(recipe.network(), recipe.scaling(), recipe.seed(), broadcast);
      return data.shards()
          .treeAggregate(
              new StepSum(state.exponent()), task, new MergeSums(), treeDepth(data.partitions()));
    } finally {
      broadcast.destroy();
    }
  }

  /** Of a tree in which nobody merges many more than 32 sums. */
  static int treeDepth(int partitions) {
    int depth = 2;
    for (long reach = 32L * 32; reach < partitions; reach *= 32) {
      depth++;
    }
    return depth;
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

  private static final class MergeSums implements Function2<StepSum, StepSum, StepSum> {
    private static final long serialVersionUID = 1L;

    @Override
    public StepSum call(StepSum a, StepSum b) {
      return a.merge(b);
    }
  }
}
