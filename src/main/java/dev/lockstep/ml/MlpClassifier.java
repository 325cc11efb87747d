package dev.lockstep.ml;

import dev.lockstep.recipe.Values;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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
 * <p>Labels are whole numbers from 0, in a column of any numeric type. Features are a vector, dense
 * or sparse, finite, and are rounded to floats. Weights, if there is a column of them, are 0 or
 * more. {@code fit} throws a {@link dev.lockstep.data.DataException} that names column and value if
 * they are not, and an {@link IllegalArgumentException} if parameters contradict each other.
 */
public final class MlpClassifier extends MlpClassifierParams<MlpClassifier, MlpClassificationModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  public MlpClassifier() {
    this(Identifiable$.MODULE$.randomUID("mlp"));
  }

  public MlpClassifier(String uid) {
    super(UidHandover.of(uid));
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<MlpClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads what {@link #save} wrote. */
  public static MlpClassifier load(String path) {
    return read().load(path);
  }

  // The interfaces have these three, but Python's Py4J does not find methods of an interface.

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
    ClassifierTraining.Result result = new ClassifierTraining(this, dataset).run();
    return new MlpClassificationModel(uid(), result.model(), result.summary());
  }

  @Override
  public MlpClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Sets the widths of the hidden layers; clears {@link #layers}. */
  public MlpClassifier setHiddenLayers(int[] widths) {
    set(hiddenLayers(), widths.clone());
    return without(layers());
  }

  /** Sets them as text, as in {@code 128,64}; {@code none} for none. */
  public MlpClassifier setHiddenLayers(String widths) {
    return setHiddenLayers(widths.equals("none") ? new int[0] : numbers(widths));
  }

  /** Sets them as a list, the form of Python's lists. */
  public MlpClassifier setHiddenLayers(List<Integer> widths) {
    return setHiddenLayers(numbers(widths));
  }

  /** Sets features, hidden layers and classes; clears {@link #hiddenLayers}. */
  public MlpClassifier setLayers(int[] sizes) {
    set(layers(), sizes.clone());
    return without(hiddenLayers());
  }

  /** Sets them as text, as in {@code 784,128,10}. */
  public MlpClassifier setLayers(String sizes) {
    return setLayers(numbers(sizes));
  }

  /** Sets them as a list, the form of Python's lists. */
  public MlpClassifier setLayers(List<Integer> sizes) {
    return setLayers(numbers(sizes));
  }

  /** Sets the epochs; clears {@link #maxIter}. */
  public MlpClassifier setEpochs(int count) {
    set(epochs(), count);
    return without(maxIter());
  }

  /** Sets the epochs; clears {@link #epochs}. */
  public MlpClassifier setMaxIter(int count) {
    set(maxIter(), count);
    return without(epochs());
  }

  /** Sets the params of all given settings that have one. */
  public MlpClassifier setSettings(Values values) {
    RecipeOfParams.set(this, values);
    return this;
  }

  /** Clears a param. It comes last, so that it stays if the other one's value is refused. */
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
      throw new IllegalArgumentException("'" + text + "' is not a list of widths, as in 128,64", e);
    }
  }
}
