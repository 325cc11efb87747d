package dev.lockstep.ml;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Sgd;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.Stopping;
import dev.lockstep.train.TrainingState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;

/** The recipe that an estimator's parameters say. */
final class RecipeOfParams {
  private final MlpClassifier params;

  /**
   * Reads nothing yet.
   *
   * @throws IllegalArgumentException where two parameters that mean the same are set
   */
  RecipeOfParams(MlpClassifier params) {
    this.params = params;
    requireOne(params.hiddenLayers(), params.layers());
    requireOne(params.epochs(), params.maxIter());
  }

  private void requireOne(Param<?> one, Param<?> other) {
    if (params.isSet(one) && params.isSet(other)) {
      throw new IllegalArgumentException(
          "both " + one.name() + " and " + other.name() + " are set; set one of them");
    }
  }

  /** The first of {@code layers}, if it is set. */
  Optional<Integer> features() {
    return params.isSet(params.layers()) ? Optional.of(params.getLayers()[0]) : Optional.empty();
  }

  /** The last of {@code layers}, if it is set. */
  OptionalInt classes() {
    if (!params.isSet(params.layers())) {
      return OptionalInt.empty();
    }
    int[] layers = params.getLayers();
    return OptionalInt.of(layers[layers.length - 1]);
  }

  /**
   * The recipe for such data.
   *
   * @param shards into which these are divided
   */
  Recipe recipe(int features, int classes, long examples, int shards) {
    return new Recipe(
        new Network(sizes(features, classes), activation(), Loss.CROSS_ENTROPY, Activation.LINEAR),
        params.getScaling().equals(MlpClassifierParams.BYTES)
            ? InputScaling.BYTES
            : InputScaling.NONE,
        new Initialization(Initialization.Distribution.HE, 1),
        optimizer(),
        Clipping.NONE,
        Regularization.NONE,
        List.of(),
        Stopping.NEVER,
        Decay.named(params.getSchedule()),
        params.getLearningRate(),
        params.getWarmup(),
        params.getEpochs(),
        Math.min(params.getBatchSize(), examples),
        params.getAverageEvery(),
        shards,
        params.getSeed(),
        /* from= */ null);
  }

  /** The recipe's beginning, or the weights that were set. */
  TrainingState start(Recipe recipe) {
    if (!params.isSet(params.initialWeights())) {
      return TrainingState.initial(recipe);
    }
    Vector weights = params.getInitialWeights();
    int count = recipe.network().parameterCount();
    if (weights.size() != count) {
      throw new IllegalArgumentException(
          "initialWeights has "
              + weights.size()
              + " elements, but a network of "
              + recipe.network()
              + " has "
              + count);
    }
    return TrainingState.startingFrom(recipe, Features.toFloats(weights));
  }

  private List<Integer> sizes(int features, int classes) {
    IntStream sizes =
        params.isSet(params.layers())
            ? Arrays.stream(params.getLayers())
            : IntStream.concat(
                IntStream.concat(IntStream.of(features), Arrays.stream(params.getHiddenLayers())),
                IntStream.of(classes));
    return sizes.boxed().collect(Collectors.toList());
  }

  private Activation activation() {
    return Arrays.stream(Activation.values())
        .filter(activation -> activation.toString().equals(params.getActivation()))
        .findFirst()
        .orElseThrow();
  }

  private Optimizer optimizer() {
    float decay = (float) params.getWeightDecay();
    return params.getOptimizer().equals(MlpClassifierParams.SGD)
        ? new Sgd((float) params.getMomentum(), false, decay)
        : new AdamW(AdamW.DEFAULT_BETA1, AdamW.DEFAULT_BETA2, AdamW.DEFAULT_EPSILON, decay);
  }
}
