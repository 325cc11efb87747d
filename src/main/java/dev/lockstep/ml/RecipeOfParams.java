package dev.lockstep.ml;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Sgd;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Stopping;
import dev.lockstep.text.Counted;
import dev.lockstep.train.ScalingFit;
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
    boolean given = params.getClassWeights().length > 0;
    require(
        !given || !params.getBalanceClasses(),
        "both classWeights and balanceClasses are set; set one of them");
    boolean watching = params.getValidationFraction() > 0;
    require(
        watching || params.getPatience() == 0,
        "patience needs rows to watch: set validationFraction, as in 0.1");
    boolean sgd = params.getOptimizer().equals(MlpTrainingParams.SGD);
    require(
        !params.getNesterov() || (sgd && params.getMomentum() > 0),
        "nesterov needs the optimizer sgd and a positive momentum");
    if (isLbfgs()) {
      refuseWithLbfgs(
          params.learningRate(),
          params.schedule(),
          params.warmup(),
          params.batchSize(),
          params.averageEvery(),
          params.momentum(),
          params.weightDecay(),
          params.clipNorm(),
          params.clipValue(),
          params.dropout(),
          params.l1(),
          params.l2());
    }
  }

  /** What it finds by itself, or has no use for. */
  private void refuseWithLbfgs(Param<?>... others) {
    for (Param<?> other : others) {
      require(
          !params.isSet(other),
          other.name()
              + " is set, which does not go with the optimizer lbfgs: it takes all rows at once and"
              + " finds its own steps");
    }
  }

  private boolean isLbfgs() {
    return params.getOptimizer().equals(MlpTrainingParams.LBFGS);
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
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
  Recipe recipe(Split data, int classes, int shards) {
    DataSet train = data.train();
    return recipe(
        sizes(train.features(), classes),
        ScalingFit.fit(train, scaling()),
        classWeights(train.statistics(), classes),
        isLbfgs() ? data.count() : Math.min(params.getBatchSize(), data.count()),
        shards);
  }

  /** The recipe for data that nobody knows yet, to {@link dev.lockstep.train.WarmUp warm up}. */
  Recipe forWarmUp() {
    return recipe(sizes(1, 2), InputScaling.NONE, List.of(), 1, 1);
  }

  private Recipe recipe(
      List<Integer> sizes, InputScaling scaling, List<Float> classWeights, long batch, int shards) {
    return new Recipe(
        new Network(sizes, activation(), Loss.CROSS_ENTROPY, Activation.LINEAR),
        scaling,
        new Initialization(
            named(Initialization.Distribution.values(), params.getInit()),
            (float) params.getInitScale()),
        optimizer(),
        new Clipping((float) params.getClipNorm(), (float) params.getClipValue()),
        new Regularization(
            (float) params.getDropout(),
            (float) params.getL1(),
            (float) params.getL2(),
            (float) params.getLabelSmoothing()),
        classWeights,
        stopping(),
        isLbfgs() ? Decay.CONSTANT : Decay.named(params.getSchedule()),
        isLbfgs() ? 1 : params.getLearningRate(),
        params.getWarmup(),
        params.getEpochs(),
        batch,
        params.getAverageEvery(),
        shards,
        params.getSeed(),
        /* from= */ null);
  }

  /** Null for what follows from the rows. */
  private ScalingFit.Choice scaling() {
    return switch (params.getScaling()) {
      case MlpNetworkParams.AUTO -> null;
      case MlpNetworkParams.BYTES -> ScalingFit.Choice.DIVIDE;
      default -> named(ScalingFit.Choice.values(), params.getScaling());
    };
  }

  private List<Float> classWeights(Statistics train, int classes) {
    if (params.getBalanceClasses()) {
      return train.balancedWeights(classes);
    }
    double[] given = params.getClassWeights();
    require(
        given.length == 0 || given.length == classes,
        "classWeights has "
            + Counted.of(given.length, "element")
            + ", but there are "
            + Counted.of(classes, "class"));
    return Arrays.stream(given).mapToObj(weight -> (float) weight).toList();
  }

  /** Without rows to watch, it does not matter what is watched. */
  private Stopping stopping() {
    double share = params.getValidationFraction();
    return share == 0
        ? Stopping.NEVER
        : new Stopping(
            share, params.getPatience(), named(Stopping.Measure.values(), params.getStopOn()));
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
    return named(Activation.values(), params.getActivation());
  }

  private static <T> T named(T[] constants, String name) {
    return Arrays.stream(constants)
        .filter(constant -> constant.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Optimizer optimizer() {
    float decay = (float) params.getWeightDecay();
    return switch (params.getOptimizer()) {
      case MlpTrainingParams.SGD ->
          new Sgd((float) params.getMomentum(), params.getNesterov(), decay);
      case MlpTrainingParams.LBFGS -> new Lbfgs(Lbfgs.DEFAULT_CORRECTIONS, Lbfgs.DEFAULT_TOLERANCE);
      default -> new AdamW(AdamW.DEFAULT_BETA1, AdamW.DEFAULT_BETA2, AdamW.DEFAULT_EPSILON, decay);
    };
  }
}
