package dev.lockstep.train;

import dev.lockstep.data.Example;
import dev.lockstep.data.Shard;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.nn.Network;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Steps on made-up examples, taken on a spare thread while Spark starts and the data are read, so
 * that the JVM has compiled the vector code when training begins. Nothing of them is kept.
 */
public final class WarmUp {
  private static final int FEATURES = 784;
  private static final int WIDEST_LAYER = 128;
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 1_024;
  private static final int STEPS_PER_EPOCH = 8;

  /** After so many steps it gets no faster. */
  private static final int STEPS = 640;

  /** Of the features that are not zero: below a third a shard is stored compressed. */
  private static final double[] DENSITIES = {0.2, 0.2, 0.5};

  private final Recipe recipe;
  private final Averaging averaging;

  private WarmUp(Recipe recipe) {
    this.recipe = recipe;
    averaging = Averaging.of(recipe, STEPS_PER_EPOCH);
  }

  /**
   * Begins; it ends by itself, after about a second.
   *
   * @param recipe for data of any kind
   */
  public static void start(Recipe recipe) {
    WarmUp warmUp = new WarmUp(small(recipe));
    Thread thread = new Thread(warmUp::run, "lockstep-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    List<Shard> shards = new ArrayList<>();
    for (double density : DENSITIES) {
      shards.add(shard(density));
    }
    float[] parameters = recipe.initialization().parameters(recipe.network(), recipe.seed());
    float[][] slots = recipe.optimizer().newState(parameters.length);
    int[] exponents = new int[averaging.sums()];
    int steps = Math.min(recipe.averageEvery(), STEPS_PER_EPOCH);
    for (int step = 0; step < STEPS; step += steps) {
      StepState state =
          new StepState(
              parameters,
              averaging.sentSlots(slots),
              /* epoch= */ 0,
              step % STEPS_PER_EPOCH,
              step,
              new double[steps],
              exponents);
      StepSum sum = new StepSum(exponents);
      averaging.addShard(sent(state), shards.get(step / steps % shards.size()), sum);
      sum = sent(sum).merge(sent(sum));
      exponents = sum.betterExponents(averaging);
      averaging.apply(sum, state, parameters, slots);
    }
  }

  /** The recipe with no layer so wide that it takes long. */
  private static Recipe small(Recipe recipe) {
    Network network = recipe.network();
    List<Integer> sizes = new ArrayList<>();
    sizes.add(FEATURES);
    for (int layer = 1; layer < network.layers(); layer++) {
      sizes.add(Math.min(WIDEST_LAYER, network.inputs(layer)));
    }
    sizes.add(CLASSES);
    return new Recipe(
        new Network(sizes, network.activation(), network.loss(), network.output()),
        recipe.scaling(),
        recipe.initialization(),
        recipe.optimizer(),
        recipe.clipping(),
        recipe.schedule(),
        recipe.learningRate(),
        recipe.warmup(),
        recipe.epochs(),
        EXAMPLES / STEPS_PER_EPOCH,
        recipe.averageEvery(),
        /* shards= */ 1,
        recipe.seed());
  }

  private static Shard shard(double density) {
    AddressedRandom random = AddressedRandom.of(1, "warm-up");
    return Shard.of(
        FEATURES,
        IntStream.range(0, EXAMPLES).mapToObj(i -> example(random.child(i), i, density)).toList());
  }

  private static Example example(AddressedRandom random, int index, double density) {
    float[] x = new float[FEATURES];
    for (int i = 0; i < x.length; i++) {
      int bits = (int) random.bits(i);
      x[i] = (bits >>> 16) < density * 0x10000 ? bits & 0xff : 0;
    }
    return new Example(index % CLASSES, x);
  }

  /** An object as it arrives elsewhere. */
  @SuppressWarnings("unchecked")
  private static <T> T sent(T object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
      out.flush();
      return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
