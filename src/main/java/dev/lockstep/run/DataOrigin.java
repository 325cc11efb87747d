package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.model.DamagedFileException;
import dev.lockstep.model.RunFiles;
import dev.lockstep.model.StrictJson;
import dev.lockstep.recipe.ScalingChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The origin of a run's examples and the way they were read, so that they can be read again in this
 * way. An unfinished run has it in a file of its own; a finished run in {@code run.json}.
 *
 * @param data the user's name of the training set
 * @param testData the user's name of the test set, if given
 * @param table the user's choices about a table
 * @param heldOut true if the test set is the fifth of the table that training has left out
 * @param featureNames one for each feature; empty where they have none
 * @param classNames one for each class
 * @param leftOut the columns of a table without features
 * @param scaling that was fitted to the training set; empty if training began from a model with its
 *     own
 */
public record DataOrigin(
    String data,
    Optional<String> testData,
    TableOptions table,
    boolean heldOut,
    List<String> featureNames,
    List<String> classNames,
    List<LeftOut> leftOut,
    Optional<ScalingChoice> scaling) {
  /** The file's name in the folder of an unfinished run. */
  public static final String FILE_NAME = "data.json";

  private static final String LEFT_OUT = "leftOut";
  private static final Set<String> MAY_BE_EMPTY = Set.of("featureNames", LEFT_OUT);
  private static final int MAX_BYTES = 64 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  public DataOrigin {
    featureNames = List.copyOf(featureNames);
    classNames = List.copyOf(classNames);
    leftOut = List.copyOf(leftOut);
    if (new HashSet<>(featureNames).size() < featureNames.size()) {
      throw new IllegalArgumentException("featureNames: two are alike");
    }
  }

  /** Creates or replaces the file of a run that begins. */
  public void write(Path runFolder, Configuration conf) throws IOException {
    RunFiles.writeText(new Path(runFolder, FILE_NAME), conf, toJson() + "\n");
  }

  /** Removes that file, once {@code run.json} is there. */
  public static void remove(Path runFolder, Configuration conf) throws IOException {
    Path file = new Path(runFolder, FILE_NAME);
    file.getFileSystem(conf).delete(file, false);
  }

  /**
   * Reads the origin from the folder of a run, finished or not; empty if the folder or the origin
   * is missing.
   *
   * @throws DamagedFileException if it is damaged; names the field
   */
  public static Optional<DataOrigin> find(Path runFolder, Configuration conf) throws IOException {
    FileSystem files = runFolder.getFileSystem(conf);
    if (!files.exists(runFolder) || files.getFileStatus(runFolder).isFile()) {
      return Optional.empty();
    }
    Path record = new Path(runFolder, RunJson.FILE_NAME);
    if (files.exists(record)) {
      return RunJson.readOrigin(record, conf);
    }
    Path begun = new Path(runFolder, FILE_NAME);
    return files.exists(begun) ? Optional.of(readBegun(begun, conf)) : Optional.empty();
  }

  private static DataOrigin readBegun(Path file, Configuration conf) throws IOException {
    JsonNode node = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    try {
      return read(node);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  ObjectNode toJson() {
    ObjectNode node = JSON.createObjectNode().put("data", data);
    testData.ifPresent(place -> node.put("testData", place));
    put(node, "format", table.format());
    put(node, "label", table.label());
    put(node, "weight", table.weight());
    node.put("heldOut", heldOut);
    if (!featureNames.isEmpty()) {
      featureNames.forEach(node.putArray("featureNames")::add);
    }
    ArrayNode classes = node.putArray("classNames");
    classNames.forEach(classes::add);
    if (!leftOut.isEmpty()) {
      ArrayNode columns = node.putArray(LEFT_OUT);
      leftOut.forEach(c -> columns.addObject().put("column", c.column()).put("reason", c.reason()));
    }
    scaling.ifPresent(choice -> node.put("scaling", choice.toString()));
    return node;
  }

  /** Writes a field; a missing one stands for the default. */
  private static void put(ObjectNode node, String field, Object value) {
    if (value != null) {
      node.put(field, value.toString());
    }
  }

  /**
   * Reads the fields that {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if a field is missing, wrong or unknown; the message names it
   */
  static DataOrigin read(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("no object");
    }
    if (!node.path("heldOut").isBoolean()) {
      throw new IllegalArgumentException("heldOut: missing, or neither true nor false");
    }
    DataOrigin origin =
        new DataOrigin(
            text(node, "data").orElseThrow(() -> new IllegalArgumentException("data: missing")),
            text(node, "testData"),
            new TableOptions(
                constant(TableFormat.values(), node, "format").orElse(null),
                text(node, "label").orElse(null),
                text(node, "weight").orElse(null)),
            node.get("heldOut").booleanValue(),
            names(node, "featureNames"),
            names(node, "classNames"),
            leftOut(node),
            constant(ScalingChoice.values(), node, "scaling"));
    ObjectNode known = origin.toJson();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.has(field.getKey()) && !MAY_BE_EMPTY.contains(field.getKey())) {
        // A field that this release does not know may change how the data are read.
        throw new IllegalArgumentException("unknown " + DamagedFileException.quote(field.getKey()));
      }
    }
    return origin;
  }

  private static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw wrong(field, value);
    }
    return Optional.of(value.textValue());
  }

  private static List<String> names(JsonNode node, String field) {
    JsonNode array = node.path(field);
    if (!array.isMissingNode() && !array.isArray()) {
      throw wrong(field, array);
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : array) {
      if (!name.isTextual()) {
        throw wrong(field, name);
      }
      names.add(name.textValue());
    }
    return names;
  }

  private static List<LeftOut> leftOut(JsonNode node) {
    JsonNode array = node.path(LEFT_OUT);
    if (!array.isMissingNode() && !array.isArray()) {
      throw wrong(LEFT_OUT, array);
    }
    List<LeftOut> columns = new ArrayList<>();
    for (JsonNode column : array) {
      if (!column.path("column").isTextual() || !column.path("reason").isTextual()) {
        throw wrong(LEFT_OUT, column);
      }
      columns.add(new LeftOut(column.get("column").textValue(), column.get("reason").textValue()));
    }
    return columns;
  }

  private static <E extends Enum<E>> Optional<E> constant(
      E[] constants, JsonNode node, String field) {
    Optional<String> name = text(node, field);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(constants)
            .filter(constant -> constant.toString().equals(name.get()))
            .findFirst()
            .orElseThrow(() -> wrong(field, node.get(field))));
  }

  private static IllegalArgumentException wrong(String field, JsonNode value) {
    return new IllegalArgumentException(
        field
            + ": "
            + DamagedFileException.quote(value.isTextual() ? value.textValue() : value.toString())
            + " is not what belongs there");
  }
}
