package dev.lockstep.train;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.data.shard.Split;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.Slices;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.TrainingState;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Trains on made-up examples, on a spare thread, while Spark starts and the data are read, so that
 * the JVM has compiled the code of a step when training begins. Its results are dropped. It runs
 * once in a process, and helps only if tasks run in the driver's process.
 */
public final class WarmUp {
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private static final int FEATURES = 784;
  private static final int WIDEST_LAYER = 128;

  /** The widest tile. */
  private static final int TILE = 64;

  private static final int CLASSES = 10;

  /** The examples of a shard: not a multiple of anything, as in real data. */
  private static final int EXAMPLES = 1_021;

  private static final int STEPS_PER_EPOCH = 8;

  /** After this many epochs, the kernels get no faster. */
  private static final int KERNEL_EPOCHS = 240;

  /** After this many jobs, the rest of the gain is not worth the wait. */
  private static final int JOBS = 24;

  private static final long WAIT_MILLIS = 100;

  /** The features of an example that may differ from zero, side by side as in a picture. */
  private static final int WINDOW = FEATURES / 2;

  private final Recipe recipe;
  private volatile boolean stopped;
  private volatile Thread steps;

  WarmUp(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * Starts with the kernels.
   *
   * @param recipe for data of any kind
   * @return the warm-up, to go on with Spark's part of a step; empty if the process has had one, or
   *     the recipe does not allow one, which does not matter to training
   */
  public static Optional<WarmUp> start(Recipe recipe) {
    if (STARTED.getAndSet(true)) {
      return Optional.empty();
    }
    try {
      WarmUp warmUp = new WarmUp(small(recipe));
      inBackground(warmUp::kernels);
      return Optional.of(warmUp);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Continues with whole steps. */
  public void goOn(JavaSparkContext spark) {
    steps = inBackground(() -> steps(spark));
  }

  /** Leaves the kernels as warm as they are, and takes no step after the current one. */
  public void stop() {
    stopped = true;
  }

  /**
   * Stops, and waits until it no longer uses Spark.
   *
   * @param meanwhile called now and then while it waits
   */
  public void end(Runnable meanwhile) {
    stop();
    Thread running = steps;
    try {
      while (running != null && running.isAlive()) {
        meanwhile.run();
        running.join(WAIT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread inBackground(Runnable work) {
    Thread thread = new Thread(work, "lockstep-warm-up");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void kernels() {
    try {
      kernels(KERNEL_EPOCHS);
    } catch (RuntimeException e) {
      // Training works without a warm-up, so nobody is told.
    }
  }

  /** Takes the steps of epochs with one made-up shard, whatever the results. */
  void kernels(int epochs) {
    Shard shard = new MakeUp(recipe.task().hasClasses() ? 0 : recipe.network().outputs()).call(0);
    Averaging averaging = Averaging.of(recipe, STEPS_PER_EPOCH);
    float[] parameters = recipe.initialization().parameters(recipe.network(), recipe.seed());
    float[][] slots = recipe.optimizer().newState(parameters.length);
    float[] mean = new float[parameters.length];
    int[] exponents = new int[averaging.sums()];
    StepSum sum = new StepSum(exponents);
    StepSum other = new StepSum(exponents);
    int steps;
    for (int step = 0; !stopped && step < epochs * STEPS_PER_EPOCH; step += steps) {
      int inEpoch = step % STEPS_PER_EPOCH;
      steps = Math.min(recipe.averageEvery(), STEPS_PER_EPOCH - inEpoch);
      StepState state =
          new StepState(
              parameters, averaging.sentSlots(slots), 0, inEpoch, step, new double[steps]);
      sum.reset(exponents);
      averaging.addShards(state, List.of(shard), sum, Slices.ONE);
      if (other.examples() == 0) {
        averaging.addShards(state, List.of(shard), other, Slices.ONE);
      }
      sum.mergeAll(List.of(other), Slices.ONE);
      if (recipe.update().isPresent()) { // A search takes no steps.
        averaging.step(sum, state, parameters, slots, mean, Slices.ONE);
      }
    }
  }

  private void steps(JavaSparkContext spark) {
    try {
      JavaRDD<Shard> shards =
          spark
              .parallelize(List.of(0, 1), 2)
              .map(new MakeUp(recipe.task().hasClasses() ? 0 : recipe.network().outputs()))
              .cache();
      try {
        DataSet data = DataSet.of("made up", shards, FEATURES);
        TrainingState initial = TrainingState.initial(recipe);
        Trainer.train(
            spark,
            Split.none(data),
            recipe,
            initial,
            ExchangeKind.AUTO,
            new UntilStopped(),
            new TrainingListener() {});
      } finally {
        shards.unpersist(false);
      }
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      // If the reason lasts, training meets it.
    }
  }

  /** Keeps nothing, but is asked after every averaging, and so can stop. */
  private final class UntilStopped implements StateListener {
    @Override
    public boolean wants(long step) {
      return stopped;
    }

    @Override
    public void onState(TrainingState state) {
      throw new CancellationException();
    }
  }

  /**
   * Returns the recipe for the made-up examples, with layers narrow enough to be quick and without
   * settings of single features, single classes or a model's weights.
   */
  static Recipe small(Recipe recipe) {
    Network network = recipe.network();
    List<Integer> sizes = new ArrayList<>();
    sizes.add(FEATURES);
    for (int layer = 1; layer < network.layers(); layer++) {
      sizes.add(narrow(network.inputs(layer)));
    }
    int outputs = recipe.task().hasClasses() ? CLASSES : network.outputs();
    sizes.add(outputs);
    boolean wholeEpochs = !recipe.values().use(TrainingSettings.BATCH);
    long batch = wholeEpochs ? Long.MAX_VALUE : 2 * EXAMPLES / STEPS_PER_EPOCH + 1;
    return new Recipe(
            recipe.values(),
            sizes,
            Recipe.plain(sizes, ofAllFeatures(recipe.scaling())),
            recipe.task(),
            List.of(),
            /* from= */ null)
        .withoutStopping()
        .with(TrainingSettings.EPOCHS, recipe.averageEvery() == 1 ? JOBS / STEPS_PER_EPOCH : JOBS)
        .with(TrainingSettings.BATCH, batch)
        .with(TrainingSettings.SHARDS, 2);
  }

  /** Returns a smaller width that ends in the same tiles. */
  private static int narrow(int width) {
    return width <= WIDEST_LAYER ? width : WIDEST_LAYER + width % TILE;
  }

  private static InputScaling ofAllFeatures(InputScaling scaling) {
    if (scaling.isUniform()) {
      return scaling;
    }
    float[] divisors = new float[FEATURES];
    Arrays.fill(divisors, 255);
    return InputScaling.perFeature(scaling.method(), new float[FEATURES], divisors);
  }

  /**
   * Makes a shard of examples.
   *
   * @param targets how many numbers are to be predicted; 0 for classes
   */
  private record MakeUp(int targets) implements Function<Integer, Shard> {

    @Override
    public Shard call(Integer index) {
      AddressedRandom random = AddressedRandom.of(index, "warm-up");
      return Shard.of(
          FEATURES,
          IntStream.range(0, EXAMPLES).mapToObj(i -> example(random.child(i), i)).toList());
    }

    private Example example(AddressedRandom random, int index) {
      float[] x = new float[FEATURES];
      int from = (int) Long.remainderUnsigned(random.bits(FEATURES), FEATURES - WINDOW);
      for (int i = from; i < from + WINDOW; i++) {
        long bits = random.bits(i);
        x[i] = bits < 0 ? bits & 0xff : 0;
      }
      Example example = new Example(index % CLASSES, x);
      return targets == 0 ? example : example.predicting(new double[targets]);
    }
  }
}
