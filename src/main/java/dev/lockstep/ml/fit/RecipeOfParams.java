package dev.lockstep.ml.fit;

import dev.lockstep.data.DataException;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.ml.param.ClassParams;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.ml.param.NetworkParams;
import dev.lockstep.ml.param.SettingParams;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.recipe.ClassWeights;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.recipe.Values;
import dev.lockstep.text.Counted;
import dev.lockstep.train.state.TrainingState;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/** Builds a recipe from an estimator's params. */
public final class RecipeOfParams {
  private final MlpParams params;
  private final boolean ofClasses;
  private final Values values;

  /** Reads the params. @throws IllegalArgumentException if they contradict each other */
  RecipeOfParams(MlpParams params) {
    this.params = params;
    ofClasses = params instanceof ClassParams;
    requireOne(params.hiddenLayers(), params.layers());
    requireOne(params.epochs(), params.maxIter());
    requireOne(params.optimizer(), params.solver());
    requireOne(params.learningRate(), params.stepSize());
    requireOne(params.validationFraction(), params.validationIndicatorCol());
    if (params instanceof ClassParams classes) {
      boolean given = classes.getClassWeights().length > 0;
      require(
          !given || !classes.getBalanceClasses(),
          "both classWeights and balanceClasses are set; set one of them");
    }
    if (!ofClasses && outputs().isPresent()) {
      int last = outputs().getAsInt();
      require(last == 1, "the last of layers is 1 where a number is predicted, not " + last);
    }
    values = values();
    forWarmUp(); // Contradictions that do not depend on the rows are reported before these are
    // read.
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  private void requireOne(Param<?> one, Param<?> other) {
    require(
        !params.isSet(one) || !params.isSet(other),
        "both " + one.name() + " and " + other.name() + " are set; set one of them");
  }

  private Values values() {
    Values set = SparkSolver.of(params).values();
    for (Setting<?> setting : SettingParams.of(ofClasses)) {
      set = with(setting, set);
    }
    if (params.isSet(params.maxIter())) {
      set = set.with(TrainingSettings.EPOCHS, params.getMaxIter());
    }
    if (params.isSet(params.validationIndicatorCol())) {
      set = set.with(TrainingSettings.VALIDATION, 0.5); // Until the rows are known.
    }
    set =
        SparkSolver.of(params).withStepSizeAndTolerance(set).with(NetworkSettings.HIDDEN, hidden());
    return ofClasses ? set.with(TrainingSettings.CLASS_WEIGHTS, classWeights()) : set;
  }

  /**
   * Takes a param that was set, or that has a default of its own: an estimator that another release
   * saved keeps its defaults. The two params of layers' widths are read elsewhere.
   */
  private <T> Values with(Setting<T> setting, Values to) {
    Param<?> param = params.getParam(SettingParams.nameOf(setting));
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
        SettingParams.followsFromRows(setting)
            ? to.use(setting)
            : !value.equals(setting.defaultValue());
    return params.isSet(param) || isOfEarlierRelease ? to.with(setting, value) : to;
  }

  /**
   * Sets the params of an estimator to the given settings of a recipe.
   *
   * @param given the values that the recipe was made from
   */
  public static void set(MlpParams estimator, Values given) {
    for (Setting<?> setting : SettingParams.of(estimator instanceof ClassParams)) {
      if (given.has(setting)) {
        set(estimator, estimator.getParam(SettingParams.nameOf(setting)), given.get(setting));
      }
    }
  }

  private static void set(MlpParams estimator, Param<Object> param, Object value) {
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
    return params.isSet(params.layers()) ? OptionalInt.of(sizes()[0]) : OptionalInt.empty();
  }

  /** Returns the last of {@code layers}, if it is set. */
  OptionalInt outputs() {
    return params.isSet(params.layers())
        ? OptionalInt.of(sizes()[sizes().length - 1])
        : OptionalInt.empty();
  }

  private int[] sizes() {
    return params.getOrDefault(params.layers());
  }

  /** Refuses columns that become another number of inputs than {@code layers} says. */
  void requireInputs(Preprocessing preprocessing) {
    int inputs = preprocessing.inputs();
    if (features().orElse(inputs) != inputs) {
      throw new DataException(
          "layers begins with "
              + features().getAsInt()
              + ", but the columns become "
              + Counted.of(inputs, "input"));
    }
  }

  private List<Integer> hidden() {
    int[] hidden =
        params.isSet(params.layers())
            ? Arrays.copyOfRange(sizes(), 1, sizes().length - 1)
            : params.getHiddenLayers();
    return Arrays.stream(hidden).boxed().collect(Collectors.toList());
  }

  private ClassWeights classWeights() {
    ClassParams classes = (ClassParams) params;
    List<Float> given =
        Arrays.stream(classes.getClassWeights()).mapToObj(weight -> (float) weight).toList();
    return classes.getBalanceClasses() ? ClassWeights.BALANCED : new ClassWeights(false, given);
  }

  /**
   * Returns the recipe for these data.
   *
   * @param shards the number of parts into which they are divided
   */
  Recipe recipe(Split data, Goal.Aim aim, int shards, Preprocessing preprocessing) {
    Statistics statistics = data.train().statistics();
    boolean isMarked = params.isSet(params.validationIndicatorCol());
    double share = (double) (data.count() - data.train().count()) / data.count();
    Recipe recipe =
        Recipe.of(
            isMarked ? values.with(TrainingSettings.VALIDATION, share) : values,
            new Recipe.Facts(aim.task(), aim.names(), data.count(), shards, preprocessing));
    if (!aim.task().hasClasses()) {
      return recipe;
    }
    List<Float> weights =
        values
            .get(TrainingSettings.CLASS_WEIGHTS)
            .of(() -> statistics.balancedWeights(aim.names()));
    require(
        weights.isEmpty() || weights.size() == aim.names(),
        "classWeights has "
            + Counted.of(weights.size(), "element")
            + ", but there are "
            + Counted.of(aim.names(), "class"));
    return recipe.withClassWeights(weights);
  }

  /** Returns the number of shards that follows from the number of examples and the batch. */
  int defaultShards(long examples) {
    return DataSet.defaultShards(examples, Recipe.batch(values, examples));
  }

  /**
   * Returns a recipe for data that are not known yet, to {@link dev.lockstep.train.WarmUp warm up}.
   */
  Recipe forWarmUp() {
    Task task = ofClasses ? Task.CLASSES : new ValueTask(TargetScaling.none(1));
    Preprocessing plain = Preprocessing.plain(1, InputScaling.NONE);
    return Recipe.of(values, new Recipe.Facts(task, ofClasses ? 2 : 1, 1, 1, plain));
  }

  /** Returns the scaling; null if it follows from the rows. */
  ScalingChoice scaling() {
    return switch (params.getScaling()) {
      case NetworkParams.AUTO -> null;
      case NetworkParams.BYTES -> ScalingChoice.DIVIDE;
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
    require(
        weights.size() == count,
        "initialWeights has "
            + weights.size()
            + " elements, but a network of "
            + recipe.network()
            + " has "
            + count);
    return TrainingState.startingFrom(recipe, Features.toFloats(weights));
  }
}
