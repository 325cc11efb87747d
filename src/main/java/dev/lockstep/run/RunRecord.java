package dev.lockstep.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Validation;
import dev.lockstep.train.Totals;
import dev.lockstep.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What {@code run.json} says: from what the model came (recipe and data), what must not matter to
 * it (layout and timing), how good it is, and its hash. {@link Certificate} reads what of it
 * another training can be held against.
 *
 * @param origin how the data were read
 * @param timing of the process that came to the end
 * @param totals of it and those that it went on from
 * @param epochSha256 of the weights after each epoch
 * @param validation of each epoch, where examples are held out
 * @param weightsSha256 of the model's
 */
public record RunRecord(
    Recipe recipe,
    Split data,
    DataSet test,
    DataOrigin origin,
    Layout layout,
    Trainer.Timing timing,
    Totals totals,
    Evaluation before,
    Evaluation after,
    List<String> epochSha256,
    List<Validation> validation,
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
      Split data,
      DataSet test,
      DataOrigin origin,
      Trainer.Trained trained,
      Evaluation before,
      Evaluation after) {
    return new RunRecord(
        recipe,
        data,
        test,
        origin,
        Layout.of(spark, data.train()),
        trained.timing(),
        trained.totals(),
        before,
        after,
        trained.epochSha256(),
        trained.validation(),
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
    if (!validation.isEmpty()) {
      root.set("validation", validationJson());
    }
    epochSha256.forEach(root.putArray("epochSha256")::add);
    if (stoppedEarly()) {
      root.put("stoppedAtEpoch", epochSha256.size());
    }
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

  /** Whether training ended before the recipe's last epoch. */
  public boolean stoppedEarly() {
    return epochSha256.size() < recipe.epochs();
  }

  /** The epoch after which the weights are the model's, from 1. */
  public int savedEpoch() {
    return recipe.stopping().patience() > 0
        ? recipe.stopping().bestEpoch(validation)
        : epochSha256.size();
  }

  private ObjectNode validationJson() {
    ObjectNode node = JSON.createObjectNode();
    node.set("last", validationJson(validation.size()));
    node.set("best", validationJson(recipe.stopping().bestEpoch(validation)));
    return node.put("savedEpoch", savedEpoch());
  }

  private ObjectNode validationJson(int epoch) {
    return JSON.createObjectNode()
        .put("epoch", epoch)
        .put("meanLoss", validation.get(epoch - 1).meanLoss())
        .put("accuracy", validation.get(epoch - 1).accuracy());
  }

  private ObjectNode dataJson() {
    ObjectNode node = JSON.createObjectNode();
    node.set("read", origin.toJson());
    node.set("train", dataSetJson(data.train()));
    data.heldOut().ifPresent(heldOut -> node.set("validation", dataSetJson(heldOut)));
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
