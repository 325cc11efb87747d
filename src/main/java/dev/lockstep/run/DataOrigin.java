package dev.lockstep.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.files.Columns;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.Range;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The origin of a run's examples and the way they were read, so that they can be read again in this
 * way. An unfinished run has it in a file of its own; a finished run in {@code run.json}.
 *
 * @param data the user's name of the training set; several where its rows lie in several places
 * @param testData the user's names of the test set; none if not given
 * @param table the user's choices about a table
 * @param testShare of the table that training has left out to be the test set, 0 for no test set;
 *     empty if the test set is one of its own
 * @param featureNames one for each feature; empty where they have none
 * @param classNames one for each class; none where numbers are predicted
 * @param targetNames the columns of the numbers that are predicted; none for classes
 * @param leftOut the columns of a table without features
 * @param scaling that was fitted to the training set; empty if training began from a model with its
 *     own
 */
public record DataOrigin(
    List<String> data,
    List<String> testData,
    TableOptions table,
    Optional<Double> testShare,
    List<String> featureNames,
    List<String> classNames,
    List<String> targetNames,
    List<LeftOut> leftOut,
    Optional<ScalingChoice> scaling) {
  /** The file's name in the folder of an unfinished run. */
  public static final String FILE_NAME = "data.json";

  private static final int MAX_BYTES = 64 << 20;

  /** The reason for columns of text that are left out, in records of older releases. */
  private static final String TEXT = "text";

  public DataOrigin {
    data = List.copyOf(data);
    testData = List.copyOf(testData);
    featureNames = List.copyOf(featureNames);
    classNames = List.copyOf(classNames);
    targetNames = List.copyOf(targetNames);
    leftOut = List.copyOf(leftOut);
    testShare.ifPresent(share -> Range.ZERO_TO_BELOW_ONE.require("testShare", share));
    if (table.classes() != null
        && !LabelEncoder.fixed(table.classes()).names().equals(classNames)) {
      throw new IllegalArgumentException("classNames: not in the order of fixed classes");
    }
    if (new HashSet<>(featureNames).size() < featureNames.size()) {
      throw new IllegalArgumentException("featureNames: two are alike");
    }
  }

  /** Returns the names of the classes, or of the numbers that are predicted. */
  public List<String> names() {
    return targetNames.isEmpty() ? classNames : targetNames;
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

  /** Reads the file of a run that has begun. @throws DamagedFileException if it is damaged */
  static DataOrigin readBegun(Path file, Configuration conf) throws IOException {
    JsonNode node = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    try {
      return read(node);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  /** The fields in JSON; a missing one stands for the default. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Fields(
      String data,
      List<String> moreData,
      String testData,
      List<String> moreTestData,
      String format,
      String label,
      String weight,
      Map<String, String> dialect,
      InputFields inputs,
      boolean heldOut,
      Double testShare,
      List<String> featureNames,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<String> classNames,
      List<String> targetNames,
      Boolean fixedClasses,
      List<LeftOut> leftOut,
      ScalingChoice scaling) {
    private Fields {
      requireText("data", data);
      requireText("testData", testData);
      requireText("label", label);
      requireText("weight", weight);
    }

    private static void requireText(String field, String text) {
      if (text != null && text.isEmpty()) {
        throw StrictJson.wrong(field, TextNode.valueOf(""), "a name");
      }
    }
  }

  ObjectNode toJson() {
    return StrictJson.write(
        new Fields(
            data.get(0),
            data.subList(1, data.size()),
            testData.stream().findFirst().orElse(null),
            testData.stream().skip(1).toList(),
            table.format() == null ? null : table.format().name(),
            table.label(),
            table.weight(),
            table.dialect().texts(),
            InputFields.of(table.inputs()),
            testShare.orElse(0.0) > 0,
            testShare.filter(share -> share != TestPart.USUAL).orElse(null),
            featureNames,
            classNames,
            targetNames,
            table.classes() == null ? null : true,
            leftOut,
            scaling.orElse(null)));
  }

  /**
   * Reads the fields that {@link #toJson} wrote. A field that this release does not know may change
   * how the data are read, so it is refused.
   *
   * @throws IllegalArgumentException if a field is missing, wrong or unknown; the message names it
   */
  static DataOrigin read(JsonNode node) {
    Fields fields = StrictJson.read(node, Fields.class, "data", "heldOut");
    return new DataOrigin(
        all("moreData", fields.data, fields.moreData),
        all("moreTestData", fields.testData, fields.moreTestData),
        new TableOptions(
            format(fields.format),
            new Columns(fields.label, fields.weight, inputs(fields)),
            dialect(fields.dialect),
            Boolean.TRUE.equals(fields.fixedClasses) ? orNone(fields.classNames) : null,
            orNone(fields.targetNames).isEmpty() ? Predicted.CLASSES : Predicted.NUMBERS),
        testShare(fields.heldOut, fields.testShare),
        orNone(fields.featureNames),
        orNone(fields.classNames),
        orNone(fields.targetNames),
        orNone(fields.leftOut),
        Optional.ofNullable(fields.scaling));
  }

  /** Returns the choices of the features' columns; older releases left out those of text. */
  private static InputChoices inputs(Fields fields) {
    if (fields.inputs != null) {
      return fields.inputs.choices();
    }
    List<String> texts =
        orNone(fields.leftOut).stream()
            .filter(column -> column.reason().equals(TEXT))
            .map(LeftOut::column)
            .toList();
    return texts.isEmpty()
        ? InputChoices.DEFAULT
        : new InputFields(null, texts, null, null, null, null, null, null, null).choices();
  }

  private static TableFormat format(String name) {
    try {
      return name == null ? null : TableFormat.named(name);
    } catch (IllegalArgumentException e) {
      throw StrictJson.wrong("format", TextNode.valueOf(name), "one of " + TableFormat.names());
    }
  }

  private static Dialect dialect(Map<String, String> texts) {
    try {
      return texts == null ? Dialect.DEFAULT : Dialect.of(texts);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("dialect: " + e.getMessage(), e);
    }
  }

  /** Returns the share that is held out; records without one mean the usual. */
  private static Optional<Double> testShare(boolean heldOut, Double share) {
    if (share != null && share > 0 != heldOut) {
      throw new IllegalArgumentException("testShare: " + share + " contradicts heldOut " + heldOut);
    }
    return share != null
        ? Optional.of(share)
        : heldOut ? Optional.of(TestPart.USUAL) : Optional.empty();
  }

  /** Returns the names of one set: the first, which may be missing, and those after it. */
  private static List<String> all(String field, String first, List<String> more) {
    List<String> others = orNone(more);
    if ((first == null && !others.isEmpty()) || others.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(field + ": is not a list of further names");
    }
    return Stream.concat(Stream.ofNullable(first), others.stream()).toList();
  }

  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }
}
