package dev.lockstep.ml;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;

/**
 * A multilayer perceptron as a stage of a Spark ML pipeline, in place of Spark's {@code
 * MultilayerPerceptronClassifier}. The model is a function of the set of rows and the parameters:
 * neither partitions, nor the rows' order, nor the cluster can change a bit of it.
 *
 * <p>Labels are whole numbers from 0, in a column of any numeric type; features a vector, dense or
 * sparse, finite, which is rounded to floats; weights, if there is a column of them, 0 or more.
 * {@code fit} throws a {@link dev.lockstep.data.DataException} that names column and value where
 * they are not, and an {@link IllegalArgumentException} where the parameters do not go together.
 */
public final class MlpClassifier extends MlpClassifierParams implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  public MlpClassifier() {
    this(Identifiable$.MODULE$.randomUID("mlp"));
  }

  public MlpClassifier(String uid) {
    super(UidHandover.of(uid));
  }

  /** A reader of what {@link #save} wrote. */
  public static MLReader<MlpClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads what {@link #save} wrote. */
  public static MlpClassifier load(String path) {
    return read().load(path);
  }

  // These three are what the interfaces do anyway, but Python's Py4J finds no method of an
  // interface.

  @Override
  public MLWriter write() {
    return DefaultParamsWritable.super.write();
  }

  @Override
  public void save(String path) throws IOException {
    DefaultParamsWritable.super.save(path);
  }

  @Override
  public String getWeightCol() {
    return super.getWeightCol();
  }

  @Override
  public MlpClassificationModel train(Dataset<?> dataset) {
    return new Fitting(this, dataset).run();
  }

  @Override
  public MlpClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Widths of the hidden layers; takes the place of {@link #layers} that were set. */
  public MlpClassifier setHiddenLayers(int[] widths) {
    set(hiddenLayers(), widths.clone());
    return without(layers());
  }

  /** The same as text, as in {@code 128,64}; {@code none} for none. */
  public MlpClassifier setHiddenLayers(String widths) {
    return setHiddenLayers(widths.equals("none") ? new int[0] : numbers(widths));
  }

  /** The same as a list, which is what Python's lists come as. */
  public MlpClassifier setHiddenLayers(List<Integer> widths) {
    return setHiddenLayers(numbers(widths));
  }

  /** Features, hidden layers, classes; takes the place of {@link #hiddenLayers} that were set. */
  public MlpClassifier setLayers(int[] sizes) {
    set(layers(), sizes.clone());
    return without(hiddenLayers());
  }

  /** The same as text, as in {@code 784,128,10}. */
  public MlpClassifier setLayers(String sizes) {
    return setLayers(numbers(sizes));
  }

  /** The same as a list, which is what Python's lists come as. */
  public MlpClassifier setLayers(List<Integer> sizes) {
    return setLayers(numbers(sizes));
  }

  /** The name of an {@link dev.lockstep.nn.Activation}, as in {@code leaky-relu}. */
  public MlpClassifier setActivation(String name) {
    return with(activation(), name);
  }

  /**
   * {@code adamw}, {@code sgd} or {@code lbfgs}, for which {@link #setMaxIter} says how many
   * iterations there are at most.
   */
  public MlpClassifier setOptimizer(String name) {
    return with(optimizer(), name);
  }

  public MlpClassifier setLearningRate(double rate) {
    return with(learningRate(), rate);
  }

  /** {@code constant}, {@code cosine}, {@code one-cycle} or {@code step}. */
  public MlpClassifier setSchedule(String name) {
    return with(schedule(), name);
  }

  public MlpClassifier setWarmup(int steps) {
    return with(warmup(), steps);
  }

  /** Takes the place of {@link #maxIter} that was set. */
  public MlpClassifier setEpochs(int count) {
    set(epochs(), count);
    return without(maxIter());
  }

  /** Takes the place of {@link #epochs} that was set. */
  public MlpClassifier setMaxIter(int count) {
    set(maxIter(), count);
    return without(epochs());
  }

  public MlpClassifier setBatchSize(int examples) {
    return with(batchSize(), examples);
  }

  public MlpClassifier setAverageEvery(int steps) {
    return with(averageEvery(), steps);
  }

  public MlpClassifier setShards(int count) {
    return with(shards(), count);
  }

  public MlpClassifier setWeightDecay(double decay) {
    return with(weightDecay(), decay);
  }

  public MlpClassifier setMomentum(double value) {
    return with(momentum(), value);
  }

  /** {@code he}, {@code xavier} or {@code uniform}. */
  public MlpClassifier setInit(String name) {
    return with(init(), name);
  }

  public MlpClassifier setInitScale(double factor) {
    return with(initScale(), factor);
  }

  /** With {@code sgd}. */
  public MlpClassifier setNesterov(boolean on) {
    return with(nesterov(), on);
  }

  public MlpClassifier setClipNorm(double limit) {
    return with(clipNorm(), limit);
  }

  public MlpClassifier setClipValue(double limit) {
    return with(clipValue(), limit);
  }

  public MlpClassifier setDropout(double share) {
    return with(dropout(), share);
  }

  public MlpClassifier setL1(double factor) {
    return with(l1(), factor);
  }

  public MlpClassifier setL2(double factor) {
    return with(l2(), factor);
  }

  public MlpClassifier setLabelSmoothing(double share) {
    return with(labelSmoothing(), share);
  }

  /** One for each class, in the order of the labels. */
  public MlpClassifier setClassWeights(double[] weights) {
    return with(classWeights(), weights.clone());
  }

  /** In place of {@link #classWeights}. */
  public MlpClassifier setBalanceClasses(boolean on) {
    return with(balanceClasses(), on);
  }

  /** To be held out of training, and watched. */
  public MlpClassifier setValidationFraction(double share) {
    return with(validationFraction(), share);
  }

  /** Stops early; needs a {@link #validationFraction}. */
  public MlpClassifier setPatience(int epochCount) {
    return with(patience(), epochCount);
  }

  /** {@code loss} or {@code accuracy}. */
  public MlpClassifier setStopOn(String name) {
    return with(stopOn(), name);
  }

  public MlpClassifier setSeed(long value) {
    return with(seed(), value);
  }

  public MlpClassifier setInitialWeights(Vector weights) {
    return with(initialWeights(), weights);
  }

  public MlpClassifier setWeightCol(String column) {
    return with(weightCol(), column);
  }

  /** {@code none}, {@code bytes}, {@code standardise}, {@code min-max} or {@code auto}. */
  public MlpClassifier setScaling(String name) {
    return with(scaling(), name);
  }

  private <T> MlpClassifier with(Param<T> param, T value) {
    set(param, value);
    return this;
  }

  /** Which must not be if the other one's value is refused, so it comes last. */
  private MlpClassifier without(Param<?> param) {
    clear(param);
    return this;
  }

  private static int[] numbers(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] numbers(String text) {
    try {
      return Arrays.stream(text.split(",", -1))
          .map(String::trim)
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no list of widths, as in 128,64", e);
    }
  }
}
