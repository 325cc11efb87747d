package dev.lockstep.ml;

import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.text.Range;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasWeightCol;
import scala.Function1;
import scala.Option;

/**
 * The parameters of {@link MlpClassifier} that decide the network and the beginning of its
 * training. A parameter of one of the recipe's settings has its name, doc, default and range from
 * {@link dev.lockstep.recipe.Settings}; Spark finds a parameter by the public method that returns
 * it.
 *
 * @param <E> the estimator, which setters return
 * @param <M> its model
 */
public abstract class MlpNetworkParams<
        E extends MlpNetworkParams<E, M>, M extends ProbabilisticClassificationModel<Vector, M>>
    extends ProbabilisticClassifier<Vector, E, M> implements HasWeightCol {
  private static final long serialVersionUID = 1L;

  static final String UNSCALED = "none";
  static final String BYTES = "bytes";
  static final String AUTO = "auto";

  private final String uid;
  private Param<String> weightCol;

  private final IntArrayParam hiddenLayers = widths(NetworkSettings.HIDDEN);
  private final IntArrayParam layers =
      new IntArrayParam(
          this,
          "layers",
          "sizes of all layers, as Spark's classifier takes them: features, hidden layers, classes;"
              + " in place of hiddenLayers",
          widths("layers", 2));
  private final Param<String> activation = choice(NetworkSettings.ACTIVATION);
  private final Param<String> init = choice(NetworkSettings.INIT);
  private final DoubleParam initScale = real(NetworkSettings.INIT_SCALE);
  private final Param<Vector> initialWeights =
      new Param<>(
          this,
          "initialWeights",
          "weights to go on from, as a model's weights() gives them; drawn by the seed if not set");
  private final Param<String> scaling =
      choice(
          "scaling",
          "of the features, within the model; bytes divides by 255, auto does so where all are whole"
              + " numbers from 0 to 255 and some above 127, and else standardises",
          List.of(UNSCALED, BYTES, "standardise", "min-max", AUTO),
          AUTO);
  private final LongParam seed =
      new LongParam(this, "seed", doc(TrainingSettings.SEED), range("seed", TrainingSettings.SEED));

  /** Creates the parameters; to be called as {@code super(UidHandover.of(uid))}. */
  MlpNetworkParams(UidHandover handover) {
    uid = handover.take();
    HasWeightCol.$init$(this);
    setDefault(seed, TrainingSettings.SEED.defaultValue());
  }

  @Override
  public String uid() {
    return uid == null ? UidHandover.current() : uid;
  }

  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  /** Exists for Spark's trait only. */
  @Override
  public void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> value) {
    weightCol = value;
  }

  public E setWeightCol(String column) {
    return with(weightCol(), column);
  }

  public IntArrayParam hiddenLayers() {
    return hiddenLayers;
  }

  public int[] getHiddenLayers() {
    return getOrDefault(hiddenLayers);
  }

  public IntArrayParam layers() {
    return layers;
  }

  /** Returns the sizes that were set. @throws java.util.NoSuchElementException if none were */
  public int[] getLayers() {
    return getOrDefault(layers);
  }

  public Param<String> activation() {
    return activation;
  }

  public String getActivation() {
    return getOrDefault(activation);
  }

  public E setActivation(String name) {
    return with(activation, name);
  }

  public Param<String> init() {
    return init;
  }

  public String getInit() {
    return getOrDefault(init);
  }

  public E setInit(String name) {
    return with(init, name);
  }

  public DoubleParam initScale() {
    return initScale;
  }

  public double getInitScale() {
    return (Double) getOrDefault(initScale);
  }

  public E setInitScale(double factor) {
    return with(initScale, factor);
  }

  public Param<Vector> initialWeights() {
    return initialWeights;
  }

  /** Returns the weights that were set. @throws java.util.NoSuchElementException if none were */
  public Vector getInitialWeights() {
    return getOrDefault(initialWeights);
  }

  public E setInitialWeights(Vector weights) {
    return with(initialWeights, weights);
  }

  public Param<String> scaling() {
    return scaling;
  }

  public String getScaling() {
    return getOrDefault(scaling);
  }

  /**
   * Sets the scaling: {@code none}, {@code bytes}, {@code standardise}, {@code min-max} or {@code
   * auto}.
   */
  public E setScaling(String name) {
    return with(scaling, name);
  }

  public LongParam seed() {
    return seed;
  }

  public long getSeed() {
    return (Long) getOrDefault(seed);
  }

  public E setSeed(long value) {
    return with(seed, value);
  }

  @SuppressWarnings("unchecked") // E is the estimator's own class.
  final <T> E with(Param<T> param, T value) {
    set(param, value);
    return (E) this;
  }

  /** Returns a parameter for a setting that is a number with a fraction. */
  final DoubleParam real(Setting<? extends Number> setting) {
    DoubleParam param =
        new DoubleParam(this, setting.param(), doc(setting), range(setting.param(), setting));
    setDefault(param, Double.valueOf(setting.defaultValue().toString())); // 0.9, not 0.9f.
    return param;
  }

  /** Returns a parameter for a setting that is a whole number. */
  final IntParam whole(Setting<? extends Number> setting) {
    IntParam param =
        new IntParam(this, setting.param(), doc(setting), range(setting.param(), setting));
    setDefault(param, setting.defaultValue().intValue());
    return param;
  }

  /** Returns a parameter for a setting whose default follows from the rows: it has none here. */
  final IntParam undecided(Setting<? extends Number> setting) {
    String doc = doc(setting) + "; if not set, " + setting.defaultText();
    return new IntParam(this, setting.param(), doc, range(setting.param(), setting));
  }

  final BooleanParam flag(Setting<Boolean> setting) {
    BooleanParam param = new BooleanParam(this, setting.param(), doc(setting));
    setDefault(param, setting.defaultValue());
    return param;
  }

  /** Returns a parameter for a setting that is one of a few names. */
  final Param<String> choice(Setting<?> setting) {
    String byDefault = setting.defaultValue().toString();
    return choice(setting.param(), doc(setting), setting.choices(), byDefault);
  }

  Param<String> choice(String name, String doc, List<String> allowed, String byDefault) {
    String all = doc + ": " + String.join(", ", allowed);
    Param<String> param = new Param<>(this, name, all, oneOf(name, allowed));
    setDefault(param, byDefault);
    return param;
  }

  private IntArrayParam widths(Setting<List<Integer>> setting) {
    IntArrayParam param =
        new IntArrayParam(this, setting.param(), doc(setting), widths(setting.param(), 0));
    setDefault(param, setting.defaultValue().stream().mapToInt(Integer::intValue).toArray());
    return param;
  }

  private static String doc(Setting<?> setting) {
    return setting.doc(UnaryOperator.identity());
  }

  /**
   * Returns a check of numbers, once they are rounded to a setting's type; it says what is wrong.
   */
  static Function1<Object, Object> range(String name, Setting<? extends Number> setting) {
    Range range = setting.range();
    double byDefault = setting.defaultValue().doubleValue();
    boolean single = setting.defaultValue() instanceof Float;
    return (Function1<Object, Object> & Serializable)
        value -> {
          Number number = (Number) value;
          if (number.doubleValue() != byDefault) {
            range.require(name, number);
            range.require(name, single ? rounded(name, number) : number);
          }
          return true;
        };
  }

  private static Number rounded(String name, Number number) {
    try {
      return Range.toFloat(number);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** Returns a check of names; it says what is wrong. */
  private static Function1<String, Object> oneOf(String name, List<String> allowed) {
    List<String> names = new ArrayList<>(allowed);
    return (Function1<String, Object> & Serializable)
        value -> {
          require(
              names.contains(value),
              name + ": '" + value + "' is not one of " + String.join(", ", names));
          return true;
        };
  }

  /** Returns a check for arrays of this number of positive numbers, or more. */
  private static Function1<int[], Object> widths(String name, int least) {
    return (Function1<int[], Object> & Serializable)
        widths -> {
          boolean fits =
              widths.length >= least && Arrays.stream(widths).allMatch(width -> width >= 1);
          require(
              fits,
              name
                  + " must be widths of 1 or more"
                  + (least > 0 ? ", " + least + " at least" : "")
                  + ": "
                  + Arrays.toString(widths));
          return true;
        };
  }

  static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** Explains a param as Spark does, but shows arrays by their elements. */
  @Override
  public String explainParam(Param<?> param) {
    String text = super.explainParam(param);
    for (Option<?> value : List.of(getDefault(param), get(param))) {
      if (value.isDefined() && value.get().getClass().isArray()) {
        String elements = Arrays.deepToString(new Object[] {value.get()});
        text = text.replace(value.get().toString(), elements.substring(1, elements.length() - 1));
      }
    }
    return text;
  }
}
