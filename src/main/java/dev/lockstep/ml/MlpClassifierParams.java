package dev.lockstep.ml;

import dev.lockstep.nn.Activation;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Sgd;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.shared.HasWeightCol;
import scala.Function1;

/**
 * The parameters of {@link MlpClassifier} and their defaults, which are the command line's. Spark
 * finds a parameter by the public method that returns it.
 */
public abstract class MlpClassifierParams
    extends ProbabilisticClassifier<Vector, MlpClassifier, MlpClassificationModel>
    implements HasWeightCol {
  private static final long serialVersionUID = 1L;

  static final String ADAMW = "adamw";
  static final String SGD = "sgd";
  static final String UNSCALED = "none";
  static final String BYTES = "bytes";

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
  private final Param<String> optimizer = choice("optimizer", "update rule", List.of(ADAMW, SGD));
  private final DoubleParam learningRate =
      new DoubleParam(this, "learningRate", "the schedule's highest", ParamValidators.gt(0));
  private final Param<String> schedule =
      choice("schedule", "of the learning rate", names(Decay.values()));
  private final IntParam warmup =
      new IntParam(
          this,
          "warmup",
          "steps in which the learning rate climbs from 0",
          ParamValidators.gtEq(0));
  private final IntParam epochs =
      new IntParam(this, "epochs", "passes over the examples", ParamValidators.gtEq(1));
  private final IntParam maxIter =
      new IntParam(
          this,
          "maxIter",
          "another name for epochs, that of Spark's classifier; in place of epochs",
          ParamValidators.gtEq(1));
  private final IntParam batchSize =
      new IntParam(
          this,
          "batchSize",
          "examples per step over all shards; more than there are makes a step an epoch",
          ParamValidators.gtEq(1));
  private final IntParam averageEvery =
      new IntParam(
          this,
          "averageEvery",
          "steps that each shard takes on its own before parameters are averaged; 1 averages"
              + " gradients",
          ParamValidators.gtEq(1));
  private final IntParam shards =
      new IntParam(
          this,
          "shards",
          "parts into which the examples are divided; part of what decides the model, unlike Spark's"
              + " partitions; 0 for as many as follow from the number of examples",
          ParamValidators.gtEq(0));
  private final DoubleParam weightDecay =
      new DoubleParam(
          this, "weightDecay", "decoupled with adamw, L2 with sgd", ParamValidators.gtEq(0));
  private final DoubleParam momentum =
      new DoubleParam(this, "momentum", "of sgd", ParamValidators.inRange(0, 1, true, false));
  private final LongParam seed =
      new LongParam(this, "seed", "decides the first weights and the order of the examples");
  private final Param<Vector> initialWeights =
      new Param<>(
          this,
          "initialWeights",
          "weights to go on from, as a model's weights() gives them; drawn by the seed if not set");
  private final Param<String> scaling =
      choice(
          "scaling",
          "of the features, within the model; bytes divides by 255",
          List.of(UNSCALED, BYTES));

  /** To be called as {@code super(UidHandover.of(uid))}. */
  MlpClassifierParams(UidHandover handover) {
    uid = handover.take();
    HasWeightCol.$init$(this);
    setDefault(hiddenLayers, new int[] {128});
    setDefault(activation, Activation.RELU.toString());
    setDefault(optimizer, ADAMW);
    setDefault(learningRate, 0.005);
    setDefault(schedule, Decay.ONE_CYCLE.toString());
    setDefault(warmup, 0);
    setDefault(epochs, 10);
    setDefault(batchSize, 256);
    setDefault(averageEvery, 1);
    setDefault(shards, 0);
    setDefault(weightDecay, 0.0);
    setDefault(momentum, Double.parseDouble(Float.toString(Sgd.DEFAULT_MOMENTUM)));
    setDefault(seed, 1L);
    setDefault(scaling, UNSCALED);
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

  public Param<String> optimizer() {
    return optimizer;
  }

  public String getOptimizer() {
    return getOrDefault(optimizer);
  }

  public DoubleParam learningRate() {
    return learningRate;
  }

  public double getLearningRate() {
    return (Double) getOrDefault(learningRate);
  }

  public Param<String> schedule() {
    return schedule;
  }

  public String getSchedule() {
    return getOrDefault(schedule);
  }

  public IntParam warmup() {
    return warmup;
  }

  public int getWarmup() {
    return (Integer) getOrDefault(warmup);
  }

  public IntParam epochs() {
    return epochs;
  }

  /** The passes over the examples, whichever of {@code epochs} and {@code maxIter} was set. */
  public int getEpochs() {
    return (Integer) getOrDefault(isSet(maxIter) ? maxIter : epochs);
  }

  public IntParam maxIter() {
    return maxIter;
  }

  /** The same as {@link #getEpochs}. */
  public int getMaxIter() {
    return getEpochs();
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public int getBatchSize() {
    return (Integer) getOrDefault(batchSize);
  }

  public IntParam averageEvery() {
    return averageEvery;
  }

  public int getAverageEvery() {
    return (Integer) getOrDefault(averageEvery);
  }

  public IntParam shards() {
    return shards;
  }

  public int getShards() {
    return (Integer) getOrDefault(shards);
  }

  public DoubleParam weightDecay() {
    return weightDecay;
  }

  public double getWeightDecay() {
    return (Double) getOrDefault(weightDecay);
  }

  public DoubleParam momentum() {
    return momentum;
  }

  public double getMomentum() {
    return (Double) getOrDefault(momentum);
  }

  public LongParam seed() {
    return seed;
  }

  public long getSeed() {
    return (Long) getOrDefault(seed);
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

  private Param<String> choice(String name, String doc, List<String> allowed) {
    String all = doc + ": " + String.join(", ", allowed);
    return new Param<>(this, name, all, ParamValidators.inArray(allowed));
  }

  private static List<String> names(Object[] constants) {
    return Arrays.stream(constants).map(Object::toString).toList();
  }

  /** Arrays of positive numbers, so many or more. */
  private static Function1<int[], Object> widths(int least) {
    return (Function1<int[], Object> & Serializable)
        widths -> widths.length >= least && Arrays.stream(widths).allMatch(width -> width >= 1);
  }
}
