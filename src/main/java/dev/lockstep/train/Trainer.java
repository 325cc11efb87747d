package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Schedule;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.TrainingListener.Measures;
import dev.lockstep.report.Validation;
import dev.lockstep.train.exchange.Exchange;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.exchange.ExchangeUse;
import dev.lockstep.train.exchange.Timing;
import dev.lockstep.train.lbfgs.LbfgsTraining;
import dev.lockstep.train.state.DivergedException;
import dev.lockstep.train.state.EpochLog;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.OverallTiming;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The driver's loop: broadcast the parameters, let every shard compute its gradient, add the
 * gradients exactly, divide once by the number of examples, update. The parameters follow from the
 * examples and the recipe alone.
 */
public final class Trainer {
  private final Recipe recipe;
  private final TrainingListener listener;
  private final StateListener stateListener;
  private final long stepsPerEpoch;
  private final Schedule schedule;
  private final Averaging averaging;
  private final float[] parameters;
  private final float[][] slots;
  private final float[] mean;
  private final EpochLog epochs;
  private final Exchange exchange;
  private final TrainingState from;
  private final long startNanos = System.nanoTime();

  private int epoch;
  private long stepInEpoch;
  private long step;
  private long examples;
  private EpochSum epochSum;

  private Trainer(
      JavaSparkContext spark,
      Split data,
      Recipe recipe,
      TrainingState from,
      ExchangeKind kind,
      StateListener stateListener,
      TrainingListener listener) {
    this.recipe = recipe;
    this.from = from;
    this.stateListener = stateListener;
    this.listener = listener;
    stepsPerEpoch = recipe.stepsPerEpoch(data.train().count());
    long steps = Math.multiplyExact(stepsPerEpoch, (long) recipe.epochs());
    schedule = recipe.schedule().schedule(recipe.learningRate(), steps, recipe.warmup());
    from.requireOf(recipe);
    from.requireStepsPerEpoch(stepsPerEpoch);
    averaging = Averaging.of(recipe, stepsPerEpoch);
    epoch = from.epoch();
    stepInEpoch = from.stepInEpoch();
    step = from.step();
    examples = from.examples();
    epochSum = from.epochSum();
    epochs = new EpochLog(spark, data, recipe, from);
    parameters = from.parameters().clone();
    slots = copy(from.slots());
    mean = new float[parameters.length];
    exchange = Exchange.open(spark, data.train(), averaging, from.exponents(), kind);
  }

  /**
   * Refuses a recipe that does not fit into the driver's memory.
   *
   * @throws IllegalArgumentException with the figures and the remedy
   */
  public static void requireMemory(JavaSparkContext spark, Recipe recipe, int partitions) {
    int driverCores = spark.isLocal() ? spark.defaultParallelism() : 0;
    MemoryNeed.of(recipe, partitions, driverCores).requireFit(spark);
  }

  /**
   * Trains from the recipe's initial parameters to the end.
   *
   * @param data divided into the recipe's shards with its seed, without a validation set
   * @throws DivergedException if a loss, a gradient or a parameter is no longer finite
   */
  public static Trained train(
      JavaSparkContext spark, DataSet data, Recipe recipe, TrainingListener listener) {
    return train(spark, data, recipe, ExchangeKind.AUTO, listener);
  }

  /** Trains from the recipe's initial parameters to the end by an exchange of this kind. */
  public static Trained train(
      JavaSparkContext spark,
      DataSet data,
      Recipe recipe,
      ExchangeKind kind,
      TrainingListener listener) {
    Split all = Split.none(data);
    TrainingState initial = TrainingState.initial(recipe);
    return train(spark, all, recipe, initial, kind, StateListener.NONE, listener);
  }

  /**
   * Trains on from a state that a training of the same recipe and data has reached.
   *
   * @throws IllegalArgumentException if that is impossible
   */
  public static Trained train(
      JavaSparkContext spark,
      Split data,
      Recipe recipe,
      TrainingState from,
      ExchangeKind kind,
      StateListener stateListener,
      TrainingListener listener) {
    if (recipe.epochs() == 0) {
      return untrained(from, recipe, kind);
    }
    return recipe.optimizer() instanceof Lbfgs lbfgs
        ? new LbfgsTraining(spark, data, recipe, from, kind, stateListener, listener).run(lbfgs)
        : new Trainer(spark, data, recipe, from, kind, stateListener, listener).run();
  }

  private static Trained untrained(TrainingState from, Recipe recipe, ExchangeKind kind) {
    from.requireOf(recipe);
    return new Trained(
        from.parameters(),
        List.of(),
        List.of(),
        new Timing(0, 0, 0, 0, 0),
        new OverallTiming(0, 0, 0),
        new ExchangeUse(kind, "no step was taken", 0));
  }

  private Trained run() {
    try (exchange) {
      while (!epochs.isOver()) {
        steps();
        if (stateListener.wants(step)) {
          stateListener.onState(state());
        }
      }
    }
    OverallTiming overall = new OverallTiming(step, examples, from.seconds() + secondsHere());
    Timing timing = exchange.timing(step - from.step(), examples - from.examples(), secondsHere());
    return new Trained(
        epochs.saved(parameters),
        epochs.sha256(),
        epochs.validation(),
        timing,
        overall,
        exchange.use());
  }

  /** Takes the steps to the next averaging, and ends the epoch if that is its end. */
  private void steps() {
    StepSum sum = average();
    epochSum = epochSum.plus(sum);
    if (sum.examples() > 0) {
      listener.onStep(measures(EpochSum.NONE.plus(sum), Optional.empty()));
    }
    if (stepInEpoch == stepsPerEpoch) {
      Optional<Validation> validation = epochs.add(parameters, step);
      listener.onEpoch(measures(epochSum, validation));
      epoch++;
      stepInEpoch = 0;
      epochSum = EpochSum.NONE;
    }
  }

  /**
   * Runs one exchange with the shards: one step, or all steps that the shards take on their own.
   */
  private StepSum average() {
    int steps = (int) Math.min(recipe.averageEvery(), stepsPerEpoch - stepInEpoch);
    double[] learningRates =
        LongStream.range(step, step + steps).mapToDouble(schedule::learningRate).toArray();
    StepState state =
        new StepState(
            parameters, averaging.sentSlots(slots), epoch, stepInEpoch, step, learningRates);
    StepSum sum = exchange.sum(state);
    if (!sum.isFinite()) {
      String what = "the loss or its gradient is not finite";
      throw step + steps == 1
          ? DivergedException.beforeTheFirstStep(what)
          : new DivergedException(epoch + 1, step + steps, what);
    }
    if (sum.examples() > 0) {
      update(sum, state);
    }
    step += steps;
    stepInEpoch += steps;
    examples += sum.examples();
    return sum;
  }

  /** Updates the parameters and checks that they are finite. */
  private void update(StepSum sum, StepState state) {
    if (!averaging.step(sum, state, parameters, slots, mean, exchange.slices())) {
      for (float parameter : parameters) {
        if (!Float.isFinite(parameter)) {
          throw new DivergedException(epoch + 1, step + 1, "a parameter is " + parameter);
        }
      }
    }
  }

  private Measures measures(EpochSum of, Optional<Validation> validation) {
    double rate = schedule.learningRate(step - 1);
    double seconds = from.seconds() + secondsHere();
    return new Measures(
        epoch + 1,
        step,
        of.meanLoss(),
        of.accuracy(recipe.task()),
        rate,
        examples,
        seconds,
        validation);
  }

  private TrainingState state() {
    return new TrainingState(
        epoch,
        stepInEpoch,
        step,
        examples,
        epochSum,
        from.seconds() + secondsHere(),
        exchange.exponents(),
        epochs.sha256(),
        parameters.clone(),
        copy(slots),
        epochs.validation(),
        epochs.best());
  }

  private double secondsHere() {
    return (System.nanoTime() - startNanos) * 1e-9;
  }

  private static float[][] copy(float[][] arrays) {
    return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
  }
}
