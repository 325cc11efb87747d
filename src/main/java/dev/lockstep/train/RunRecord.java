package dev.lockstep.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.DataSet;
import dev.lockstep.model.Model;
import dev.lockstep.report.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What {@code run.json} says: from what the model came (recipe and data), what must not matter to
 * it (layout and timing), how good it is, and its hash. {@link Certificate} reads what of it
 * another training can be held against.
 *
 * @param timing of the process that came to the end
 * @param totals of it and those that it went on from
 * @param epochSha256 of the weights after each epoch
 * @param weightsSha256 of the model's
 */
public record RunRecord(
    Recipe recipe,
    DataSet train,
    DataSet test,
    Layout layout,
    Trainer.Timing timing,
    Totals totals,
    Evaluation before,
    Evaluation after,
    List<String> epochSha256,
    String weightsSha256) {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "run.json";

  static final int FORMAT_VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Where it ran. */
  public record Layout(String master, int partitions, String javaVersion, String sparkVersion) {
    public static Layout of(JavaSparkContext spark, DataSet train) {
      return new Layout(
          spark.master(), train.partitions(), System.getProperty("java.version"), spark.version());
    }
  }

  public static RunRecord of(
      JavaSparkContext spark,
      Recipe recipe,
      DataSet train,
      DataSet test,
      Trainer.Trained trained,
      Evaluation before,
      Evaluation after) {
    return new RunRecord(
        recipe,
        train,
        test,
        Layout.of(spark, train),
        trained.timing(),
        trained.totals(),
        before,
        after,
        trained.epochSha256(),
        Model.weightsSha256(trained.parameters()));
  }

  public String toJson() {
    ObjectNode root = JSON.createObjectNode().put("formatVersion", FORMAT_VERSION);
    root.put("codeVersion", codeVersion());
    root.set("recipe", RecipeJson.write(recipe));
    root.putObject("data").setAll(dataJson());
    root.putObject("layout")
        .put("master", layout.master)
        .put("partitions", layout.partitions)
        .put("javaVersion", layout.javaVersion)
        .put("sparkVersion", layout.sparkVersion);
    double steps = Math.max(1, timing.steps()); // None where a run was stopped after its last.
    root.putObject("timing")
        .put("trainSeconds", totals.seconds())
        .put("examplesPerSecond", totals.examplesPerSecond())
        .put("steps", totals.steps())
        .put("lastProcessSteps", timing.steps())
        .put("computeMillisPerStep", 1e3 * timing.computeSeconds() / steps)
        .put("sparkMillisPerStep", 1e3 * timing.sparkSeconds() / steps)
        .put("driverMillisPerStep", 1e3 * timing.driverSeconds() / steps);
    root.set("testBeforeTraining", evaluationJson(before));
    root.set("test", evaluationJson(after));
    epochSha256.forEach(root.putArray("epochSha256")::add);
    root.put("weightsSha256", weightsSha256);
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of this release of Lockstep, out of its jar. */
  public static String codeVersion() {
    String version = RunRecord.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private ObjectNode dataJson() {
    ObjectNode node = JSON.createObjectNode();
    node.set("train", dataSetJson(train));
    node.set("test", dataSetJson(test));
    return node;
  }

  private static ObjectNode dataSetJson(DataSet data) {
    return JSON.createObjectNode()
        .put("name", data.name())
        .put("examples", data.count())
        .put("features", data.features())
        .put("classes", data.statistics().classes())
        .put("fingerprint", data.statistics().fingerprint().toString());
  }

  private static ObjectNode evaluationJson(Evaluation evaluation) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("accuracy", evaluation.accuracy())
            .put("meanLoss", evaluation.meanLoss());
    node.set("confusion", JSON.valueToTree(evaluation.confusion()));
    return node;
  }
}
