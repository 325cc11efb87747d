package dev.lockstep.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Fingerprint;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.EvaluationJson;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Validation;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.exchange.Timing;
import dev.lockstep.train.state.OverallTiming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes {@code run.json} from a {@link RunRecord} and reads a {@link Certificate} from it. Layout,
 * timing, counts and measures are for people: {@link RunFigures} has them. Every field that is read
 * is checked, because the file may come from anyone.
 */
public final class RunJson {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "run.json";

  private static final int FORMAT_VERSION = 1;
  private static final int MAX_BYTES = 64 << 20;

  /** A form of text. */
  private enum Form {
    SHA_256("[0-9a-f]{64}", "a SHA-256"),
    FINGERPRINT("[0-9a-f]{32}", "a fingerprint of examples"),
    NAME("(?s).+", "a text");

    private final Pattern pattern;
    private final String words;

    Form(String pattern, String words) {
      this.pattern = Pattern.compile(pattern);
      this.words = words;
    }
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private RunJson() {}

  /** Creates or replaces the file in a run folder. */
  public static void write(RunRecord record, Path runFolder, Configuration conf)
      throws IOException {
    RunFiles.writeText(new Path(runFolder, FILE_NAME), conf, text(record));
  }

  /** Returns the file's text. */
  public static String text(RunRecord record) {
    ObjectNode root = JSON.createObjectNode().put("formatVersion", FORMAT_VERSION);
    root.put("codeVersion", RunRecord.codeVersion());
    root.set("recipe", RecipeJson.write(record.recipe()));
    root.set("data", data(record));
    root.set("layout", JSON.valueToTree(record.layout()));
    root.set("timing", timing(record.timing(), record.overall()));
    root.setAll(JSON.<ObjectNode>valueToTree(record.occasion()));
    List<String> names = record.origin().names();
    record.before().ifPresent(test -> root.set("testBeforeTraining", measured(test, names)));
    record.after().ifPresent(test -> root.set("test", measured(test, names)));
    if (!record.validation().isEmpty()) {
      root.set("validation", validation(record));
    }
    root.set("epochSha256", JSON.valueToTree(record.epochSha256()));
    if (record.stoppedEarly()) {
      root.put("stoppedAtEpoch", record.epochSha256().size());
    }
    root.put("weightsSha256", record.weightsSha256());
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  private static ObjectNode data(RunRecord record) {
    ObjectNode node = JSON.createObjectNode();
    node.set("read", record.origin().toJson());
    node.set("train", dataSet(record.data().train()));
    record.data().validation().ifPresent(validation -> node.set("validation", dataSet(validation)));
    record.test().ifPresent(test -> node.set("test", dataSet(test)));
    return node;
  }

  private static ObjectNode dataSet(DataSet data) {
    return JSON.createObjectNode()
        .put("name", data.name())
        .put("examples", data.count())
        .put("features", data.features())
        .put("classes", data.statistics().classes())
        .put("fingerprint", data.statistics().fingerprint().toString());
  }

  private static ObjectNode timing(Timing timing, OverallTiming overall) {
    double steps = Math.max(1, timing.steps()); // None if a run was stopped after its last epoch.
    return JSON.createObjectNode()
        .put("trainSeconds", overall.seconds())
        .put("examplesPerSecond", overall.examplesPerSecond())
        .put("steps", overall.steps())
        .put("lastProcessSteps", timing.steps())
        .put("computeMillisPerStep", 1e3 * timing.computeSeconds() / steps)
        .put("sparkMillisPerStep", 1e3 * timing.sparkSeconds() / steps)
        .put("driverMillisPerStep", 1e3 * timing.driverSeconds() / steps);
  }

  private static ObjectNode measured(Measured measured, List<String> names) {
    return measured
        .ofClasses()
        .map(RunJson::evaluation)
        .orElseGet(() -> EvaluationJson.of(measured, names));
  }

  private static ObjectNode evaluation(Evaluation evaluation) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("accuracy", evaluation.accuracy())
            .put("meanLoss", evaluation.meanLoss());
    evaluation
        .calibration()
        .ifPresent(counts -> node.set("calibration", EvaluationJson.calibration(counts)));
    node.set("confusion", JSON.valueToTree(evaluation.confusion()));
    return node;
  }

  private static ObjectNode validation(RunRecord record) {
    List<Validation> epochs = record.validation();
    ObjectNode node = JSON.createObjectNode();
    node.set("last", validation(epochs, epochs.size()));
    node.set("best", validation(epochs, record.recipe().stopping().bestEpoch(epochs)));
    return node.put("savedEpoch", record.savedEpoch());
  }

  private static ObjectNode validation(List<Validation> epochs, int epoch) {
    Validation validation = epochs.get(epoch - 1);
    return JSON.createObjectNode()
        .put("epoch", epoch)
        .put("meanLoss", validation.meanLoss())
        .put(validation.metric().toString(), validation.measure());
  }

  /**
   * Reads the file in a run folder.
   *
   * @throws DamagedFileException if there is none, or it is damaged or of another version; names
   *     the field
   */
  public static Certificate read(Path runFolder, Configuration conf) throws IOException {
    Path file = new Path(runFolder, FILE_NAME);
    JsonNode root = document(file, conf);
    try {
      return certificate(root);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  /**
   * Reads the origin from the folder of a run, finished or not; empty if the folder or the origin
   * is missing.
   *
   * @throws DamagedFileException if it is damaged; names the field
   */
  public static Optional<DataOrigin> findOrigin(Path runFolder, Configuration conf)
      throws IOException {
    FileSystem files = runFolder.getFileSystem(conf);
    if (!files.exists(runFolder) || files.getFileStatus(runFolder).isFile()) {
      return Optional.empty();
    }
    Path record = new Path(runFolder, FILE_NAME);
    if (files.exists(record)) {
      return readOrigin(record, conf);
    }
    Path begun = new Path(runFolder, DataOrigin.FILE_NAME);
    return files.exists(begun) ? Optional.of(DataOrigin.readBegun(begun, conf)) : Optional.empty();
  }

  /**
   * Reads only the data's origin; empty in the records of older releases.
   *
   * @throws DamagedFileException as {@link #read}
   */
  private static Optional<DataOrigin> readOrigin(Path file, Configuration conf) throws IOException {
    JsonNode root = document(file, conf);
    try {
      return origin(root);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  static JsonNode document(Path file, Configuration conf) throws IOException {
    JsonNode root = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    JsonNode version = root.path("formatVersion");
    if (!version.isInt() || version.intValue() != FORMAT_VERSION) {
      throw new DamagedFileException(
          file,
          version.isMissingNode()
              ? "has no formatVersion"
              : "formatVersion is "
                  + DamagedFileException.quote(version.asText())
                  + "; this release reads version "
                  + FORMAT_VERSION);
    }
    return root;
  }

  private static Certificate certificate(JsonNode root) {
    String codeVersion = text(root, "/codeVersion", Form.NAME);
    Recipe recipe = recipe(root.path("recipe"));
    return new Certificate(
        codeVersion,
        recipe,
        text(root, "/data/train/name", Form.NAME),
        fingerprints(root, recipe),
        partitions(root.at("/layout/partitions")),
        epochs(root.path("epochSha256")),
        text(root, "/weightsSha256", Form.SHA_256),
        origin(root));
  }

  private static int partitions(JsonNode node) {
    if (!node.isInt()) {
      throw new IllegalArgumentException("layout.partitions: missing, or not a whole number");
    }
    return node.intValue();
  }

  private static List<String> epochs(JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("epochSha256: missing, or not an array");
    }
    List<String> epochSha256 = new ArrayList<>();
    for (int e = 0; e < array.size(); e++) {
      epochSha256.add(string(array.get(e), "epochSha256[" + e + "]", Form.SHA_256));
    }
    return epochSha256;
  }

  private static Optional<DataOrigin> origin(JsonNode root) {
    JsonNode node = root.at("/data/read");
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    try {
      return Optional.of(DataOrigin.read(node));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("data.read: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the fingerprints; the test set's only if there is a test set, because training does not
   * depend on it.
   */
  private static Fingerprints fingerprints(JsonNode root, Recipe recipe) {
    String test = "/data/test/fingerprint";
    return new Fingerprints(
        trainFingerprint(root, recipe),
        root.at(test).isMissingNode()
            ? Optional.empty()
            : Optional.of(text(root, test, Form.FINGERPRINT)));
  }

  /** Returns the fingerprint of all examples that training read, the validation set's included. */
  private static String trainFingerprint(JsonNode root, Recipe recipe) {
    String train = text(root, "/data/train/fingerprint", Form.FINGERPRINT);
    if (recipe.stopping().validation() == 0) {
      return train;
    }
    String validation = text(root, "/data/validation/fingerprint", Form.FINGERPRINT);
    return Fingerprint.parse(train).plus(Fingerprint.parse(validation)).toString();
  }

  static Recipe recipe(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("recipe: missing, or not an object");
    }
    try {
      return RecipeJson.read(node);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("recipe: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode root, String pointer, Form form) {
    return string(root.at(pointer), pointer.substring(1).replace('/', '.'), form);
  }

  private static String string(JsonNode value, String field, Form form) {
    if (value.isMissingNode()) {
      throw new IllegalArgumentException(field + ": missing");
    }
    if (!value.isTextual() || !form.pattern.matcher(value.textValue()).matches()) {
      throw StrictJson.wrong(field, value, form.words);
    }
    return value.textValue();
  }
}
