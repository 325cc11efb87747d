package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.files.Columns;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.testing.Mutants;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class CertificateTest {
  private static final Recipe RECIPE = Recipes.recipe(List.of(16, 9, 4), Recipes.SGD, 2, 50, 3);
  private static final String FIRST = "a1".repeat(32);
  private static final String LAST = "b2".repeat(32);
  private static final String FINGERPRINT = "0c".repeat(16);

  private static final DataOrigin ORIGIN =
      new DataOrigin(
          List.of("data/é d"),
          List.of("test.parquet"),
          new TableOptions(
              TableFormat.PARQUET,
              new Columns("kind", "weight"),
              new Dialect(';', null, null, null, null, ',', null, null),
              null),
          Optional.of(0.2),
          IntStream.range(0, 16).mapToObj(i -> "feature " + i).toList(),
          List.of("a", "b", "c", "é"),
          /* targetNames= */ List.of(),
          List.of(new LeftOut("note", "map<string,int>"), new LeftOut("day", "date")),
          Optional.of(ScalingChoice.MIN_MAX));

  @TempDir Path folder;

  @Test
  void itHasWhatTheRecordSays() throws IOException {
    assertThat(read(record()))
        .isEqualTo(
            new Certificate(
                "1.2",
                RECIPE,
                "data/é d",
                new Fingerprints(FINGERPRINT, Optional.empty()),
                7,
                List.of(FIRST, LAST),
                LAST,
                Optional.empty()));
  }

  @Test
  void theTestSetsFingerprintIsThereWhereTheRecordHasIt() throws IOException {
    ObjectNode root = record();
    ((ObjectNode) root.get("data")).putObject("test").put("fingerprint", "1d".repeat(16));
    assertThat(read(root).fingerprints())
        .isEqualTo(new Fingerprints(FINGERPRINT, Optional.of("1d".repeat(16))));
    root.withObject("/data/test").put("fingerprint", "1D");
    assertThatThrownBy(() -> read(root))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("data.test.fingerprint: \"1D\" is not");
  }

  /** A pointer to a field, and what to put there: nothing removes it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|formatVersion||has no formatVersion",
        "|formatVersion|2|formatVersion is \"2\"; this release reads version 1",
        "|formatVersion|\"1x\"|formatVersion is \"1x\"",
        "|codeVersion||codeVersion: missing",
        "|recipe||recipe: missing",
        "|recipe|[]|recipe: missing, or not an object",
        "/recipe|seed||recipe: it has no seed",
        "/recipe|seed|1.5|recipe: seed: 1.5 is not a whole number",
        "/recipe|epochs|3|epochSha256: has 2 hashes, but the recipe has 3 epochs",
        "/recipe|shards|0|recipe: shards must be 1 or more: 0",
        "/recipe|epochs|99999999999|recipe: ",
        "/recipe/optimizer|name|\"adam\"|recipe: optimizer: unknown name 'adam'",
        "/data/train|name||data.train.name: missing",
        "/data/train|name|\"\"|data.train.name: \"\" is not",
        "/data/train|fingerprint|\"0c\"|data.train.fingerprint: \"0c\" is not",
        "/data|train||data.train.name: missing",
        "/layout|partitions|0|layout.partitions: must be 1 or more: 0",
        "/layout|partitions|\"7\"|layout.partitions: missing, or not a whole number",
        "|epochSha256||epochSha256: missing",
        "|epochSha256|[1,2]|epochSha256[0]: 1 is not",
        "|weightsSha256|\"A1\"|weightsSha256: \"A1\" is not",
        "|weightsSha256|null|weightsSha256: null is not",
      })
  void whatIsWrongIsNamed(String parent, String field, String value, String message)
      throws IOException {
    ObjectNode record = record();
    ObjectNode node = (ObjectNode) record.at(parent == null ? "" : parent);
    if (value == null) {
      node.remove(field);
    } else {
      node.set(field, new ObjectMapper().readTree(value));
    }
    assertThatThrownBy(() -> read(record))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("run.json: " + message);
  }

  @Test
  void howTheDataWereReadIsWhatWasWritten() throws IOException {
    ObjectNode root = record();
    root.withObject("/data").set("read", ORIGIN.toJson());
    assertThat(read(root).origin()).contains(ORIGIN);
    assertThat(read(root).fittedScaling()).contains(ScalingChoice.MIN_MAX);
    assertThat(RunJson.findOrigin(hadoop(), new Configuration())).contains(ORIGIN);
    root.withObject("/data/read").remove("scaling");
    assertThat(read(root).fittedScaling()).as("a model brought its own").isEmpty();
    assertThat(read(record()).fittedScaling())
        .as("an older release's record")
        .contains(ScalingChoice.DIVIDE);
  }

  @Test
  void choicesOfColumnsAreKeptAndOlderReleasesLeftTextOut() throws IOException {
    InputChoices choices =
        new InputChoices(
            List.of("a*", "b"),
            List.of("c"),
            "id",
            List.of("zip"),
            50,
            true,
            MissingCells.MOST_FREQUENT,
            true,
            true,
            null,
            false);
    DataOrigin origin = origin(ORIGIN.table().withInputs(choices), List.of());
    ObjectNode root = record();
    root.withObject("/data").set("read", origin.toJson());
    assertThat(read(root).origin()).contains(origin);
    DataOrigin older = origin(ORIGIN.table(), List.of(new LeftOut("note", "text")));
    root.withObject("/data").set("read", older.toJson());
    assertThat(read(root).origin().get().table().inputs().excluded()).containsExactly("note");
  }

  private static DataOrigin origin(TableOptions table, List<LeftOut> leftOut) {
    return new DataOrigin(
        ORIGIN.data(),
        ORIGIN.testData(),
        table,
        ORIGIN.testShare(),
        ORIGIN.featureNames(),
        ORIGIN.classNames(),
        ORIGIN.targetNames(),
        leftOut,
        ORIGIN.scaling());
  }

  @Test
  void severalPlacesAndFixedClassesAreKept() throws IOException {
    DataOrigin origin = several(List.of("a", "b", "c", "é"));
    ObjectNode root = record();
    root.withObject("/data").set("read", origin.toJson());
    assertThat(read(root).origin()).contains(origin);
    assertThat(read(root).places()).containsExactly("one", "two", "three");
    assertThat(read(record()).places()).as("an older release's record").hasSize(1);
    root.withObject("/data/read").remove("testData");
    assertThatThrownBy(() -> read(root))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("data.read: moreTestData: is not a list of further names");
    assertThatThrownBy(() -> several(List.of("b", "a", "c", "é")))
        .hasMessage("classNames: not in the order of fixed classes");
  }

  private static DataOrigin several(List<String> classes) {
    return new DataOrigin(
        List.of("one", "two", "three"),
        List.of("t1", "t2"),
        TableOptions.DEFAULT.withClasses(classes),
        /* testShare= */ Optional.empty(),
        ORIGIN.featureNames(),
        classes,
        /* targetNames= */ List.of(),
        List.of(),
        ORIGIN.scaling());
  }

  @Test
  void aRunThatIsNotOverHasItInAFileOfItsOwn() throws IOException {
    Configuration conf = new Configuration();
    assertThat(RunJson.findOrigin(hadoop(), conf)).isEmpty();
    ORIGIN.write(hadoop(), conf);
    assertThat(RunJson.findOrigin(hadoop(), conf)).contains(ORIGIN);
    assertThat(RunJson.findOrigin(new org.apache.hadoop.fs.Path(hadoop(), "data.json"), conf))
        .as("a file is not a folder")
        .isEmpty();
    Files.writeString(folder.resolve("data.json"), "{\"data\":\"x\"}");
    assertThatThrownBy(() -> RunJson.findOrigin(hadoop(), conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("data.json: heldOut: missing");
    DataOrigin.remove(hadoop(), conf);
    assertThat(RunJson.findOrigin(hadoop(), conf)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data||data: missing",
        "data|7|data: 7 is not",
        "testData|\"\"|testData: \"\" is not",
        "format|\"xls\"|format: \"xls\" is not",
        "label|[]|label: [] is not",
        "heldOut|1|heldOut: 1 is not",
        "heldOut|\"true\"|heldOut: \"true\" is not",
        "heldOut|null|heldOut: null is not",
        "weight|null|weight: null is not",
        "weight|true|weight: true is not",
        "format|1|format: 1 is not",
        "dialect|1|dialect: 1 is not",
        "dialect|{\"quote\":\"ab\"}|dialect: quote: 'ab' is not one character",
        "dialect|{\"quotes\":\"ab\"}|dialect: unknown 'quotes'",
        "dialect|{\"quote\":1}|dialect.quote: 1 is not",
        "leftOut|[{\"column\":\"a\"}]|leftOut: a column has no name, or no reason",
        "leftOut|[{\"column\":\"a\",\"reason\":null}]|leftOut: null is not",
        "classNames|[null]|classNames: null is not",
        "featureNames|\"a\"|featureNames: \"a\" is not",
        "featureNames|[\"a\"]|featureNames: has 1 names, but the recipe has 16",
        "classNames|[1]|classNames: 1 is not",
        "classNames||classNames: has 0 names, but the recipe has 4",
        "scaling|\"robust\"|scaling: \"robust\" is not",
        "imputation|\"mean\"|unknown \"imputation\"",
      })
  void whatIsWrongInHowTheyWereReadIsNamed(String field, String value, String message)
      throws IOException {
    ObjectNode record = record();
    ObjectNode read = ORIGIN.toJson();
    record.withObject("/data").set("read", read);
    if (value == null) {
      read.remove(field);
    } else {
      read.set(field, new ObjectMapper().readTree(value));
    }
    assertThatThrownBy(() -> read(record))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("run.json: data.read: " + message);
  }

  @Test
  void aRecordWithAnythingChangedIsReadOrRefusedInALine() throws IOException {
    ObjectNode record = record();
    record.withObject("/data").set("read", ORIGIN.toJson());
    String good = record.toString();
    Configuration conf = new Configuration();
    read(record);
    RunJson.read(hadoop(), conf); // Now all classes are loaded, and what conf reads.
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      String mutant = Mutants.ofJson(good, new Random(seed));
      Files.writeString(folder.resolve("run.json"), mutant);
      boolean isRead =
          Mutants.isRead(
              "seed " + seed,
              "run.json",
              mutant.length(),
              DamagedFileException.class,
              () -> RunJson.read(hadoop(), conf));
      read += isRead ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    String text = record().toString();
    for (int length = 0; length < text.length(); length += 7) {
      String part = text.substring(0, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(DamagedFileException.class);
    }
  }

  @Test
  void aFolderWithoutARecordIsNamed() {
    assertThatThrownBy(() -> RunJson.read(hadoop(), new Configuration()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("run.json: no such file");
  }

  private static ObjectNode record() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("formatVersion", 1).put("codeVersion", "1.2").set("recipe", RecipeJson.write(RECIPE));
    root.putObject("data")
        .putObject("train")
        .put("name", "data/é d")
        .put("fingerprint", FINGERPRINT);
    root.putObject("layout").put("partitions", 7);
    root.putArray("epochSha256").add(FIRST).add(LAST);
    return root.put("weightsSha256", LAST);
  }

  private Certificate read(Object json) throws IOException {
    Files.writeString(folder.resolve("run.json"), json.toString());
    return RunJson.read(hadoop(), new Configuration());
  }

  private org.apache.hadoop.fs.Path hadoop() {
    return new org.apache.hadoop.fs.Path(folder.toString());
  }
}
