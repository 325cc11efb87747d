package dev.lockstep.ml;

import dev.lockstep.ml.fit.Rows;
import dev.lockstep.ml.param.ClassParams;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.ml.param.ParamTable;
import dev.lockstep.ml.param.StageParams;
import dev.lockstep.ml.vector.FeatureView;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.ml.vector.Scorers;
import dev.lockstep.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
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
import scala.Tuple3;

/**
 * A trained multilayer perceptron as a stage of a Spark ML pipeline. The raw prediction is the last
 * layer's pre-activations. It saves a {@code model.safetensors}, the file that Lockstep's command
 * line writes and reads.
 */
public final class MlpClassificationModel
    extends ProbabilisticClassificationModel<Vector, MlpClassificationModel>
    implements MlpParams, ClassParams, MLWritable, HasTrainingSummary<MlpTrainingSummary> {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable params;
  private final Scorers scorers;

  /** Null if this was read from a file. */
  private transient MlpTrainingSummary summary;

  /**
   * Creates a stage that is empty: {@code MlpClassifier.fit} or {@link #load} makes one with a
   * model.
   */
  public MlpClassificationModel() {
    this(Identifiable$.MODULE$.randomUID("mlp"), null, null);
  }

  MlpClassificationModel(String uid, Model model, MlpTrainingSummary summary) {
    this(UidHandover.of(uid), new Scorers(model), summary);
  }

  private MlpClassificationModel(
      UidHandover handover, Scorers scorers, MlpTrainingSummary summary) {
    uid = handover.take();
    params = StageParams.ofClasses(this);
    this.scorers = scorers;
    this.summary = summary;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<MlpClassificationModel> read() {
    return new ModelFolder.Reader<>(
        MlpClassificationModel.class, (uid, model) -> new MlpClassificationModel(uid, model, null));
  }

  /** Reads what {@link #save} wrote. */
  public static MlpClassificationModel load(String path) {
    return read().load(path);
  }

  /**
   * Returns a model that Lockstep's command line has trained, with its scaling.
   *
   * @param path a run folder, or the {@code model.safetensors} in one
   * @throws dev.lockstep.text.DamagedFileException if there is none
   * @throws IllegalArgumentException if its outputs are not probabilities
   */
  public static MlpClassificationModel fromRun(String path) {
    Model model = ModelFolder.ofRun(path, /* ofClasses= */ true);
    String uid = Identifiable$.MODULE$.randomUID("mlp");
    MlpClassificationModel stage = new MlpClassificationModel(uid, model, null);
    ModelParams.describe(stage, model);
    return stage;
  }

  /**
   * Returns the champion of a registry, or another of its versions. It stays the same model when
   * another becomes the champion.
   *
   * @param name REGISTRY, REGISTRY@champion or REGISTRY@VERSION
   * @throws dev.lockstep.text.DamagedFileException if there is none
   * @throws IllegalArgumentException if its outputs are not probabilities
   */
  public static MlpClassificationModel fromRegistry(String name) {
    return fromRun(ModelFolder.ofRegistry(name));
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
  public ParamTable paramTable() {
    return params;
  }

  /** Explains a param as Spark does, but shows arrays by their elements. */
  @Override
  public String explainParam(Param<?> param) {
    return ParamTable.explained(this, param, super.explainParam(param));
  }

  @Override
  public String uid() {
    return uid == null ? UidHandover.current() : uid;
  }

  @Override
  public MlpClassificationModel copy(ParamMap extra) {
    MlpClassificationModel copy = new MlpClassificationModel(UidHandover.of(uid), scorers, summary);
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public int numClasses() {
    return model().network().classes();
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

  /** Returns the number of inputs, the widths of the hidden layers, and the number of classes. */
  @Override
  public int[] getLayers() {
    return model().network().sizes().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the classes' names: those in the label column's metadata, else their numbers. */
  public String[] classNames() {
    return model().classNames().toArray(String[]::new);
  }

  /**
   * Returns the parameters, layer by layer: weights [inputs x outputs] row by row, then bias
   * [outputs]; as Spark's classifier orders them.
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
    Tuple3<?, ?, ?> named = copy(ParamMap.empty()).findSummaryModel();
    return Predicted.of((MlpClassificationModel) named._1(), (String) named._3(), rows);
  }

  /** Gives it the summary of its training. */
  MlpClassificationModel trained(Course course, Dataset<?> rows) {
    summary = new MlpTrainingSummary(course, predicted(rows));
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
  public MlpTrainingSummary summary() {
    if (summary == null) {
      throw ModelFolder.noSummary(uid);
    }
    return summary;
  }

  // What Scala's compiler makes of the variable of Spark's trait.

  @Override
  public Option<MlpTrainingSummary> trainingSummary() {
    return Option.apply(summary);
  }

  @Override
  public void trainingSummary_$eq(Option<MlpTrainingSummary> given) {
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

  /**
   * Returns the measures of rows with labels. Classes are predicted as {@code transform} does, by
   * thresholds too.
   */
  public MlpEvaluation evaluate(Dataset<?> dataset) {
    return new MlpEvaluation(
        Rows.measure(this, model(), dataset).ofClasses().orElseThrow(),
        isSet(thresholds()),
        predicted(dataset));
  }

  /**
   * Returns the last layer's pre-activations, [C].
   *
   * @throws dev.lockstep.data.DataException if the vector is null, has another length, or has an
   *     element that is not a finite float; {@code fit} refuses it too
   */
  @Override
  public Vector predictRaw(Vector features) {
    return new DenseVector(Features.toDoubles(scorers.logits(features, getFeaturesCol())));
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    if (!(raw instanceof DenseVector dense)) {
      throw new IllegalArgumentException("raw predictions are dense: " + raw);
    }
    scorers.toProbabilities(dense);
    return dense;
  }

  /** Calls Spark's own method: for Java, two of its superclasses have it with different types. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return super.findSummaryModel();
  }

  @Override
  public String toString() {
    return ModelFolder.text(this, scorers);
  }

  Model model() {
    return scorers.model();
  }
}
