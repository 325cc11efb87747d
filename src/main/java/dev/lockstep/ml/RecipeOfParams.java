package dev.lockstep.ml;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.input.InputScaling;
import dev.lockstep.recipe.ClassWeights;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.recipe.Values;
import dev.lockstep.text.Counted;
import dev.lockstep.text.SettingException;
import dev.lockstep.train.ScalingFit;
import dev.lockstep.train.state.TrainingState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/** Builds a recipe from an estimator's params. */
final class RecipeOfParams {
  private static final Map<String, String> OF_SPARK =
      Map.of("label", "labelCol", "weight", "weightCol", "driverMemory", "spark.driver.memory");

  /** Have no default among the params, except in estimators that earlier releases saved. */
  private static final Set<Setting<?>> FROM_ROWS =
      Set.of(TrainingSettings.EPOCHS, TrainingSettings.BATCH);

  private final MlpClassifierParams<?, ?> params;
  private final Values values;

  /** Reads the params. @throws IllegalArgumentException if they contradict each other */
  RecipeOfParams(MlpClassifierParams<?, ?> params) {
    this.params = params;
    requireOne(params.hiddenLayers(), params.layers());
    requireOne(params.epochs(), params.maxIter());
    boolean given = params.getClassWeights().length > 0;
    MlpNetworkParams.require(
        !given || !params.getBalanceClasses(),
        "both classWeights and balanceClasses are set; set one of them");
    values = values();
    forWarmUp(); // Contradictions that do not depend on the rows are reported before these are
    // read.
  }

  private void requireOne(Param<?> one, Param<?> other) {
    MlpNetworkParams.require(
        !params.isSet(one) || !params.isSet(other),
        "both " + one.name() + " and " + other.name() + " are set; set one of them");
  }

  private Values values() {
    Values set = Values.DEFAULTS;
    for (Setting<?> setting : Settings.params()) {
      set = with(setting, set);
    }
    if (params.isSet(params.maxIter())) {
      set = set.with(TrainingSettings.EPOCHS, params.getMaxIter());
    }
    return set.with(NetworkSettings.HIDDEN, hidden())
        .with(TrainingSettings.CLASS_WEIGHTS, classWeights());
  }

  /**
   * Takes a param that was set, or that has a default of its own: an estimator that another release
   * saved keeps its defaults. The two params of layers' widths are read elsewhere.
   */
  private <T> Values with(Setting<T> setting, Values to) {
    Param<?> param = params.getParam(setting.param());
    if (setting == NetworkSettings.HIDDEN || !params.isDefined(param)) {
      return to;
    }
    Object given = params.getOrDefault(param);
    boolean isDefaultCount = setting == TrainingSettings.SHARDS && given.equals(0);
    if (isDefaultCount) {
      return to;
    }
    T value = given instanceof Number number ? setting.of(number) : setting.parse(given.toString());
    boolean isOfEarlierRelease =
        FROM_ROWS.contains(setting) ? to.use(setting) : !value.equals(setting.defaultValue());
    return params.isSet(param) || isOfEarlierRelease ? to.with(setting, value) : to;
  }

  /**
   * Sets the params of an estimator to the given settings of a recipe.
   *
   * @param given the values that the recipe was made from
   */
  static void set(MlpClassifierParams<?, ?> estimator, Values given) {
    for (Setting<?> setting : Settings.params()) {
      if (given.has(setting)) {
        set(estimator, estimator.getParam(setting.param()), given.get(setting));
      }
    }
  }

  private static void set(MlpClassifierParams<?, ?> estimator, Param<Object> param, Object value) {
    if (value instanceof List<?> widths) {
      estimator.set(param, widths.stream().mapToInt(width -> (Integer) width).toArray());
    } else if (value instanceof Number number) {
      boolean isWhole = param instanceof IntParam;
      long most = Math.min(Integer.MAX_VALUE, number.longValue());
      estimator.set(param, isWhole ? (Object) (int) most : widened(number));
    } else {
      estimator.set(param, value instanceof Enum<?> ? value.toString() : value);
    }
  }

  private static Object widened(Number number) {
    return number instanceof Long ? number : (Object) number.doubleValue();
  }

  /** Returns the first of {@code layers}, if it is set. */
  OptionalInt features() {
    return params.isSet(params.layers())
        ? OptionalInt.of(params.getLayers()[0])
        : OptionalInt.empty();
  }

  /** Returns the last of {@code layers}, if it is set. */
  OptionalInt classes() {
    if (!params.isSet(params.layers())) {
      return OptionalInt.empty();
    }
    int[] layers = params.getLayers();
    return OptionalInt.of(layers[layers.length - 1]);
  }

  private List<Integer> hidden() {
    int[] layers = params.isSet(params.layers()) ? params.getLayers() : null;
    int[] hidden =
        layers == null
            ? params.getHiddenLayers()
            : Arrays.copyOfRange(layers, 1, layers.length - 1);
    return Arrays.stream(hidden).boxed().collect(Collectors.toList());
  }

  private ClassWeights classWeights() {
    List<Float> given =
        Arrays.stream(params.getClassWeights()).mapToObj(weight -> (float) weight).toList();
    return params.getBalanceClasses() ? ClassWeights.BALANCED : new ClassWeights(false, given);
  }

  /**
   * Returns the recipe for these data.
   *
   * @param shards the number of parts into which they are divided
   */
  Recipe recipe(Split data, int classes, int shards) {
    DataSet train = data.train();
    InputScaling scaling = ScalingFit.fit(train, scaling());
    Statistics statistics = train.statistics();
    return inWordsOfParams(
        () -> {
          List<Float> weights =
              values
                  .get(TrainingSettings.CLASS_WEIGHTS)
                  .of(() -> statistics.balancedWeights(classes));
          MlpNetworkParams.require(
              weights.isEmpty() || weights.size() == classes,
              "classWeights has "
                  + Counted.of(weights.size(), "element")
                  + ", but there are "
                  + Counted.of(classes, "class"));
          return Recipe.of(
                  values,
                  new Recipe.Facts(train.features(), classes, data.count(), shards, scaling))
              .withClassWeights(weights);
        });
  }

  /** Returns the number of shards that follows from the number of examples and the batch. */
  int defaultShards(long examples) {
    return DataSet.defaultShards(examples, Recipe.batch(values, examples));
  }

  /**
   * Returns a recipe for data that are not known yet, to {@link dev.lockstep.train.WarmUp warm up}.
   */
  Recipe forWarmUp() {
    return inWordsOfParams(
        () -> Recipe.of(values, new Recipe.Facts(1, 2, 1, 1, InputScaling.NONE)));
  }

  /** Makes a recipe; a failure names the params instead of the settings. */
  private static Recipe inWordsOfParams(Supplier<Recipe> making) {
    try {
      return making.get();
    } catch (SettingException e) {
      throw inWordsOfParams(e);
    }
  }

  static IllegalArgumentException inWordsOfParams(SettingException e) {
    return new IllegalArgumentException(e.message(RecipeOfParams::nameOf), e);
  }

  /** Returns the param of a setting, or Spark's name of what a message names. */
  static String nameOf(String setting) {
    return Settings.named(setting)
        .map(Setting::param)
        .orElse(OF_SPARK.getOrDefault(setting, setting));
  }

  /** Returns the scaling; null if it follows from the rows. */
  private ScalingChoice scaling() {
    return switch (params.getScaling()) {
      case MlpNetworkParams.AUTO -> null;
      case MlpNetworkParams.BYTES -> ScalingChoice.DIVIDE;
      default -> TrainingSettings.SCALING.parse(params.getScaling());
    };
  }

  /**
   * Returns the state in which training begins: the recipe's, or one with the weights that were
   * set.
   */
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
}
