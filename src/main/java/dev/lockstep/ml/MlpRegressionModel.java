package dev.lockstep.ml;

import dev.lockstep.ml.fit.Rows;
import dev.lockstep.ml.param.LossParams;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.ml.param.ParamTable;
import dev.lockstep.ml.param.StageParams;
import dev.lockstep.ml.vector.FeatureView;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.ml.vector.Scorers;
import dev.lockstep.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.HasTrainingSummary;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SizeEstimator;
import scala.Option;

/**
 * A trained multilayer perceptron that predicts a number, in the target's own units, as a stage of
 * a Spark ML pipeline. It saves a {@code model.safetensors}, the file that Lockstep's command line
 * writes and reads.
 */
public final class MlpRegressionModel extends RegressionModel<Vector, MlpRegressionModel>
    implements MlpParams, LossParams, MLWritable, HasTrainingSummary<MlpRegressionSummary> {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable params;
  private final Scorers scorers;

  /** Null if this was read from a file. */
  private transient MlpRegressionSummary summary;

  /**
   * Creates a stage that is empty: {@code MlpRegressor.fit} or {@link #load} makes one with a
   * model.
   */
  public MlpRegressionModel() {
    this(Identifiable$.MODULE$.randomUID("mlpr"), null, null);
  }

  MlpRegressionModel(String uid, Model model, MlpRegressionSummary summary) {
    this(UidHandover.of(uid), new Scorers(model), summary);
  }

  private MlpRegressionModel(UidHandover handover, Scorers scorers, MlpRegressionSummary summary) {
    uid = handover.take();
    params = StageParams.ofNumbers(this);
    this.scorers = scorers;
    this.summary = summary;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<MlpRegressionModel> read() {
    return new ModelFolder.Reader<>(
        MlpRegressionModel.class, (uid, model) -> new MlpRegressionModel(uid, model, null));
  }

  /** Reads what {@link #save} wrote. */
  public static MlpRegressionModel load(String path) {
    return read().load(path);
  }

  /**
   * Returns a model that Lockstep's command line has trained, with its scaling.
   *
   * @param path a run folder, or the {@code model.safetensors} in one
   * @throws dev.lockstep.text.DamagedFileException if there is none
   * @throws IllegalArgumentException if it does not predict one number
   */
  public static MlpRegressionModel fromRun(String path) {
    Model model = ModelFolder.ofRun(path, /* ofClasses= */ false);
    String uid = Identifiable$.MODULE$.randomUID("mlpr");
    MlpRegressionModel stage = new MlpRegressionModel(uid, model, null);
    ModelParams.describe(stage, model);
    return stage;
  }

  @Override
  public MLWriter write() {
    return new ModelFolder.Writer(this, model());
  }

  @Override
  public void save(String path) throws IOException {
    write().save(path);
  }

  @Override
  public String uid() {
    return uid == null ? UidHandover.current() : uid;
  }

  @Override
  public ParamTable paramTable() {
    return params;
  }

  /** Explains a param as Spark does, but shows arrays by their elements. */
  @Override
  public String explainParam(Param<?> param) {
    return ParamTable.explained(this, param, super.explainParam(param));
  }

  @Override
  public MlpRegressionModel copy(ParamMap extra) {
    MlpRegressionModel copy = new MlpRegressionModel(UidHandover.of(uid), scorers, summary);
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public int numFeatures() {
    return model().preprocessing().cells();
  }

  /**
   * Adds the predictions. The features are vectors or arrays; or the columns that training took, by
   * their names, if there is no column of vectors or {@link #featuresCols} is set.
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return FeatureView.ofModel(this, model(), dataset.schema())
        .transformed(dataset, super::transform);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return FeatureView.ofModel(this, model(), schema).transformed(schema, super::transformSchema);
  }

  /** Returns the model's bytes in memory; Spark Connect asks for it. */
  @Override
  public long estimatedSize() {
    return SizeEstimator.estimate(model());
  }

  /** Returns the number of inputs, the widths of the hidden layers, and 1. */
  @Override
  public int[] getLayers() {
    return model().network().sizes().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Returns the parameters, layer by layer: weights [inputs x outputs] row by row, then bias
   * [outputs].
   */
  public Vector weights() {
    return new DenseVector(Features.toDoubles(model().parameters()));
  }

  /**
   * Returns the SHA-256 over the parameters as little-endian floats. It is equal for equal rows and
   * parameters of the estimator, on every cluster.
   */
  public String weightsSha256() {
    return Model.weightsSha256(model().parameters());
  }

  private Predicted predicted(Dataset<?> rows) {
    MlpRegressionModel frozen = copy(ParamMap.empty());
    if (getPredictionCol().isEmpty()) {
      frozen.setPredictionCol("prediction of " + uid);
    }
    return Predicted.of(frozen, frozen.getPredictionCol(), rows);
  }

  /** Gives it the summary of its training. */
  MlpRegressionModel trained(Course course, Dataset<?> rows) {
    summary = new MlpRegressionSummary(course, predicted(rows));
    return this;
  }

  /** Returns true if it was trained in this process, not read from a file. */
  @Override
  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * Returns the training's summary.
   *
   * @throws IllegalStateException if the model was read from a file
   */
  @Override
  public MlpRegressionSummary summary() {
    if (summary == null) {
      throw ModelFolder.noSummary(uid);
    }
    return summary;
  }

  // What Scala's compiler makes of the variable of Spark's trait.

  @Override
  public Option<MlpRegressionSummary> trainingSummary() {
    return Option.apply(summary);
  }

  @Override
  public void trainingSummary_$eq(Option<MlpRegressionSummary> given) {
    summary = given.isEmpty() ? null : given.get();
  }

  /** Writes the summary without its rows to a local file; Spark Connect does so from 4.1 on. */
  @Override
  public void saveSummary(String path) {
    summary().course().write(Path.of(path));
  }

  /** Reads what {@link #saveSummary} wrote, of a training on the given rows. */
  @Override
  public void loadSummary(String path, Dataset<Row> rows) {
    trained(Course.read(Path.of(path)), rows);
  }

  /** Returns RMSE, MAE, R2 and more on rows with labels. */
  public MlpRegressionEvaluation evaluate(Dataset<?> dataset) {
    return new MlpRegressionEvaluation(
        Rows.measure(this, model(), dataset).ofNumbers().orElseThrow(), predicted(dataset));
  }

  /**
   * Returns the prediction.
   *
   * @throws dev.lockstep.data.DataException if the vector is null, has another length, or has an
   *     element that is not a finite float; {@code fit} refuses it too
   */
  @Override
  public double predict(Vector features) {
    return scorers.value(features, getFeaturesCol());
  }

  @Override
  public String toString() {
    return ModelFolder.text(this, scorers);
  }

  Model model() {
    return scorers.model();
  }
}
