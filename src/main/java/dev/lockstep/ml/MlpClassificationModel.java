package dev.lockstep.ml;

import dev.lockstep.model.Model;
import dev.lockstep.report.Evaluation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple3;

/**
 * A trained multilayer perceptron as a stage of a Spark ML pipeline. The raw prediction is the last
 * layer's pre-activations. It saves a {@code model.safetensors}, the file that Lockstep's command
 * line writes and reads.
 */
public final class MlpClassificationModel
    extends ProbabilisticClassificationModel<Vector, MlpClassificationModel> implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Scorers scorers;

  /** Null if this was read from a file. */
  private final transient MlpTrainingSummary summary;

  MlpClassificationModel(String uid, Model model, MlpTrainingSummary summary) {
    this(UidHandover.of(uid), new Scorers(model), summary);
  }

  private MlpClassificationModel(
      UidHandover handover, Scorers scorers, MlpTrainingSummary summary) {
    uid = handover.take();
    this.scorers = scorers;
    this.summary = summary;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<MlpClassificationModel> read() {
    return new Reader();
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
    Model model = ModelFolder.ofRun(path);
    return new MlpClassificationModel(Identifiable$.MODULE$.randomUID("mlp"), model, null);
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
   * Adds the predictions. The rows of a model of a table with categories or gaps are the table's
   * own columns, by their names, unless there is a column of vectors of raw cells.
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    Optional<RawColumns> raw = rawColumns(dataset.schema());
    return raw.isEmpty()
        ? super.transform(dataset)
        : super.transform(raw.get().addTo(dataset, getFeaturesCol())).drop(getFeaturesCol());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    Optional<RawColumns> raw = rawColumns(schema);
    if (raw.isEmpty()) {
      return super.transformSchema(schema);
    }
    raw.get().requireIn(schema);
    String vectors = getFeaturesCol();
    StructType all = super.transformSchema(schema.add(vectors, SQLDataTypes.VectorType()));
    return new StructType(
        Arrays.stream(all.fields())
            .filter(field -> !field.name().equals(vectors))
            .toArray(StructField[]::new));
  }

  /** Returns the columns of raw cells, if the model is one of these and there are no vectors. */
  private Optional<RawColumns> rawColumns(StructType schema) {
    boolean hasVectors = List.of(schema.fieldNames()).contains(getFeaturesCol());
    return model().preprocessing().isPlain() || hasVectors
        ? Optional.empty()
        : Optional.of(new RawColumns(model().preprocessing().columns()));
  }

  /** Returns the number of inputs, the widths of the hidden layers, and the number of classes. */
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

  /** Returns true if it was trained in this process, not read from a file. */
  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * Returns the training's summary.
   *
   * @throws IllegalStateException if the model was read from a file
   */
  public MlpTrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          uid + " has no training summary: it was not trained here, but read from a file");
    }
    return summary;
  }

  /**
   * Returns accuracy, mean loss and confusion on rows with labels. The predicted class is the most
   * likely one: thresholds and weights do not count.
   */
  public Evaluation evaluate(Dataset<?> dataset) {
    if (!model().preprocessing().isPlain()) {
      throw new UnsupportedOperationException(
          "evaluate takes vectors of numbers; Spark's evaluators take what transform returns");
    }
    return ClassifierTraining.evaluate(model(), dataset, getLabelCol(), getFeaturesCol());
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
    float[] probabilities = Features.toFloats(dense);
    scorers.toProbabilities(probabilities);
    System.arraycopy(Features.toDoubles(probabilities), 0, dense.values(), 0, probabilities.length);
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
    return "MlpClassificationModel: uid=" + uid + ", layers=" + model().network();
  }

  Model model() {
    return scorers.model();
  }

  private static final class Reader extends MLReader<MlpClassificationModel> {
    @Override
    public MlpClassificationModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(
              path, sparkSession(), MlpClassificationModel.class.getName());
      MlpClassificationModel stage =
          new MlpClassificationModel(metadata.uid(), ModelFolder.ofStage(path, sc()), null);
      metadata.getAndSetParams(stage, Option.empty());
      return stage;
    }
  }
}
