package dev.lockstep.ml;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.shared.HasWeightCol;
import scala.Function1;

/** The parameters of {@link MlpClassifier} that say what network it trains, and from where. */
public abstract class MlpNetworkParams
    extends ProbabilisticClassifier<Vector, MlpClassifier, MlpClassificationModel>
    implements HasWeightCol {
  private static final long serialVersionUID = 1L;

  static final String UNSCALED = "none";
  static final String BYTES = "bytes";
  static final String AUTO = "auto";

  private final String uid;
  private Param<String> weightCol;

  private final IntArrayParam hiddenLayers =
      new IntArrayParam(
          this,
          "hiddenLayers",
          "widths of the hidden layers, each 1 or more; an empty array for none",
          widths(0));
  private final IntArrayParam layers =
      new IntArrayParam(
          this,
          "layers",
          "sizes of all layers, as Spark's classifier takes them: features, hidden layers, classes;"
              + " in place of hiddenLayers",
          widths(2));
  private final Param<String> activation =
      choice("activation", "of the hidden layers", names(Activation.values()));
  private final Param<String> init =
      choice(
          "init", "distribution of the first weights", names(Initialization.Distribution.values()));
  private final DoubleParam initScale =
      new DoubleParam(
          this,
          "initScale",
          "a factor on the first weights",
          ParamValidators.inRange(0, Float.MAX_VALUE, false, true));
  private final Param<Vector> initialWeights =
      new Param<>(
          this,
          "initialWeights",
          "weights to go on from, as a model's weights() gives them; drawn by the seed if not set");
  private final Param<String> scaling =
      choice(
          "scaling",
          "of the features, within the model; bytes divides by 255, auto does so where all are whole"
              + " numbers from 0 to 255 and else standardises",
          List.of(UNSCALED, BYTES, "standardise", "min-max", AUTO));
  private final LongParam seed =
      new LongParam(this, "seed", "decides the first weights and the order of the examples");

  /** To be called as {@code super(UidHandover.of(uid))}. */
  MlpNetworkParams(UidHandover handover) {
    uid = handover.take();
    HasWeightCol.$init$(this);
    setDefault(hiddenLayers, new int[] {128});
    setDefault(activation, Activation.RELU.toString());
    setDefault(init, Initialization.Distribution.HE.toString());
    setDefault(initScale, 1.0);
    setDefault(scaling, UNSCALED);
    setDefault(seed, 1L);
  }

  @Override
  public String uid() {
    return uid == null ? UidHandover.current() : uid;
  }

  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  /** For Spark's trait alone. */
  @Override
  public void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> value) {
    weightCol = value;
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

  /**
   * The sizes that were set.
   *
   * @throws java.util.NoSuchElementException if none were
   */
  public int[] getLayers() {
    return getOrDefault(layers);
  }

  public Param<String> activation() {
    return activation;
  }

  public String getActivation() {
    return getOrDefault(activation);
  }

  public Param<String> init() {
    return init;
  }

  public String getInit() {
    return getOrDefault(init);
  }

  public DoubleParam initScale() {
    return initScale;
  }

  public double getInitScale() {
    return (Double) getOrDefault(initScale);
  }

  public Param<Vector> initialWeights() {
    return initialWeights;
  }

  /**
   * The weights that were set.
   *
   * @throws java.util.NoSuchElementException if none were
   */
  public Vector getInitialWeights() {
    return getOrDefault(initialWeights);
  }

  public Param<String> scaling() {
    return scaling;
  }

  public String getScaling() {
    return getOrDefault(scaling);
  }

  public LongParam seed() {
    return seed;
  }

  public long getSeed() {
    return (Long) getOrDefault(seed);
  }

  /** A parameter that has one of these values. */
  final Param<String> choice(String name, String doc, List<String> allowed) {
    String all = doc + ": " + String.join(", ", allowed);
    return new Param<>(this, name, all, ParamValidators.inArray(allowed));
  }

  static List<String> names(Object[] constants) {
    return Arrays.stream(constants).map(Object::toString).toList();
  }

  /** Arrays of positive numbers, so many or more. */
  private static Function1<int[], Object> widths(int least) {
    return (Function1<int[], Object> & Serializable)
        widths -> widths.length >= least && Arrays.stream(widths).allMatch(width -> width >= 1);
  }
}
