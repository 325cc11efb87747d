package dev.lockstep.ml;

import dev.lockstep.ml.fit.EpochListener;
import dev.lockstep.ml.fit.Fit;
import dev.lockstep.ml.fit.RecipeOfParams;
import dev.lockstep.ml.param.ClassSetters;
import dev.lockstep.ml.param.MlpSetters;
import dev.lockstep.ml.param.ParamTable;
import dev.lockstep.ml.param.StageParams;
import dev.lockstep.ml.vector.FeatureView;
import dev.lockstep.recipe.Values;
import java.io.IOException;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * A multilayer perceptron as a stage of a Spark ML pipeline, in place of Spark's {@code
 * MultilayerPerceptronClassifier}. The model is a function of the set of rows and the parameters:
 * neither partitions, nor the rows' order, nor the cluster can change a bit of it.
 *
 * <p>Labels are whole numbers from 0, in a column of any numeric type. Features are a vector, dense
 * or sparse, or an array of floats or doubles, finite, and are rounded to floats; or, with {@link
 * #featuresCols}, columns of numbers and text. Weights, if there is a column of them, are 0 or
 * more. {@code fit} throws a {@link dev.lockstep.data.DataException} that names column and value if
 * they are not, and an {@link IllegalArgumentException} if parameters contradict each other.
 */
public final class MlpClassifier
    extends ProbabilisticClassifier<Vector, MlpClassifier, MlpClassificationModel>
    implements MlpSetters<MlpClassifier>, ClassSetters<MlpClassifier>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable params;

  /** Null for none. */
  private transient EpochListener listener;

  public MlpClassifier() {
    this(Identifiable$.MODULE$.randomUID("mlp"));
  }

  public MlpClassifier(String uid) {
    this(UidHandover.of(uid));
  }

  private MlpClassifier(UidHandover handover) {
    uid = handover.take();
    params = StageParams.ofClasses(this);
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
    return MlpSetters.super.getWeightCol();
  }

  @Override
  public String uid() {
    return uid == null ? UidHandover.current() : uid;
  }

  @Override
  public ParamTable paramTable() {
    return params;
  }

  @Override
  public MlpClassificationModel train(Dataset<?> dataset) {
    Fit.Result result = Fit.of(this, dataset, listener).run();
    return copyValues(new MlpClassificationModel(uid(), result.model(), null), ParamMap.empty())
        .trained(Course.of(result), dataset);
  }

  /**
   * Returns the bytes of a model's parameters; Spark Connect asks for it.
   *
   * @throws UnsupportedOperationException if {@link #layers} is not set: the rows decide
   */
  @Override
  public long estimateModelSize(Dataset<?> dataset) {
    return ModelParams.bytes(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return FeatureView.ofEstimator(this, schema).transformed(schema, super::transformSchema);
  }

  @Override
  public MlpClassifier copy(ParamMap extra) {
    MlpClassifier copy = defaultCopy(extra);
    return copy.setListener(listener);
  }

  /**
   * Sets what is told of each epoch of {@code fit}; null for nothing. Copies keep it, so it works
   * in a pipeline and in a cross validation. It is not a param, and not saved.
   */
  public MlpClassifier setListener(EpochListener epochListener) {
    listener = epochListener;
    return this;
  }

  /** Sets the column of vectors or arrays; clears {@link #featuresCols}. */
  @Override
  public MlpClassifier setFeaturesCol(String column) {
    super.setFeaturesCol(column);
    clear(featuresCols());
    return this;
  }

  /** Sets the params of all given settings that have one. */
  public MlpClassifier setSettings(Values values) {
    RecipeOfParams.set(this, values);
    return this;
  }

  /** Explains a param as Spark does, but shows arrays by their elements. */
  @Override
  public String explainParam(Param<?> param) {
    return ParamTable.explained(this, param, super.explainParam(param));
  }
}
