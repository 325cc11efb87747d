package dev.lockstep.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Part;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.predict.FeatureRows;
import dev.lockstep.predict.FeatureTable;
import dev.lockstep.predict.ScoringOptions;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows that are read are those of the files that are named, whatever the names; to train, to
 * test and to score.
 */
@Tag("slow")
class OddNamesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final String COLUMNS = "label,a,b";
  private static final int ROWS = 3;
  private static final int DECOYS = 7;

  /** Names with what means something to Hadoop, to Spark, to a URI or to a shell. */
  private static final List<String> NAMES =
      List.of(
          "p[1]",
          "a?b",
          "a*b",
          "{a,b}",
          "a\\b",
          "_a",
          ".a",
          "10:00:00",
          "a b+#%20",
          "größe数",
          "k=v");

  /** What some of them would match. */
  private static final List<String> BESIDE = List.of("p1", "axb", "a", "b", "x:y", "[x]", "ab");

  @TempDir static Path home;

  @TempDir Path folder;

  /** A Parquet file for each of the two numbers of rows. */
  @BeforeAll
  static void writeParquet() throws IOException {
    for (int rows : new int[] {ROWS, DECOYS}) {
      Path parts = home.resolve("parts-" + rows);
      session()
          .range(rows)
          .select(
              functions.col("id").mod(2).as("label"),
              functions.col("id").as("a"),
              functions.col("id").multiply(rows).as("b"))
          .coalesce(1)
          .write()
          .parquet(parts.toString());
      try (Stream<Path> files = Files.list(parts)) {
        Path file =
            files.filter(f -> f.getFileName().toString().startsWith("part-")).findFirst().get();
        Files.move(file, home.resolve(rows + ".parquet"));
      }
    }
  }

  static Stream<String> names() {
    List<String> all = new ArrayList<>();
    for (String name : NAMES) {
      all.add(name + ".csv");
      all.add(name + ".parquet");
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFileOfThisNameIsReadAndNoOther(String name) throws IOException {
    String ending = name.substring(name.lastIndexOf('.'));
    for (String beside : BESIDE) {
      write(folder.resolve(beside + ending), DECOYS);
    }
    write(folder.resolve(name), ROWS);
    assertThat(rows(folder.resolve(name).toString())).containsOnly(ROWS);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFolderOfThisNameAndAGlobInItAreRead(String name) throws IOException {
    for (String beside : BESIDE) {
      Files.createDirectories(folder.resolve(beside));
    }
    Path odd = Files.createDirectory(folder.resolve(name.substring(0, name.lastIndexOf('.'))));
    String ending = name.substring(name.lastIndexOf('.'));
    write(odd.resolve("part-0" + ending), ROWS);
    write(odd.resolve("_part-1" + ending), DECOYS);
    write(odd.resolve(".part-2" + ending), DECOYS);
    assertThat(rows(odd.toString())).containsOnly(ROWS);
    assertThat(examples(escaped(odd) + "/p*" + ending, Part.TEST)).isEqualTo(ROWS);
  }

  @Test
  void aFolderAndAGlobHoldEveryOddNameButHiddenOnes() throws IOException {
    for (String ending : List.of(".csv", ".parquet")) {
      Path all = Files.createDirectory(folder.resolve("all" + ending));
      for (String name : NAMES) {
        write(all.resolve(name + ending), ROWS);
      }
      int visible = (NAMES.size() - 2) * ROWS;
      assertThat(rows(all.toString())).containsOnly(visible);
      assertThat(examples(all + "/*", Part.TRAIN)).isEqualTo(visible);
      assertThat(examples(all + "/{*:*,*:00,1*}" + ending, Part.TRAIN)).isEqualTo(ROWS);
      assertThat(examples(all + "/_*", Part.TRAIN)).isEqualTo(ROWS);
      assertThat(rows(all + "/{_a,.a,a b*}" + ending)).containsOnly(3 * ROWS);
      FeatureTable table = table(all.toString());
      int each = 0;
      for (int f = 0; f < table.fileCount(); f++) {
        each += scored(table.file(f));
      }
      assertThat(each).isEqualTo(visible);
    }
  }

  @Test
  void aWrongCellIsNamedWithItsFile() throws IOException {
    for (String name : List.of("p[1]", "a b+#%20", "10:00:00", "größe")) {
      Path file = folder.resolve(name + ".csv");
      write(file, ROWS);
      Files.writeString(file, "0,1,x\n", StandardOpenOption.APPEND);
      assertThatThrownBy(() -> rows(file.toString()))
          .hasStackTraceContaining(
              "DataException: " + file + ": row 5, column 'b': 'x' is not a number");
    }
  }

  private static String escaped(Path path) {
    return path.toString().replaceAll("[*?\\[\\]{}\\\\]", "\\\\$0");
  }

  private void write(Path file, int rows) throws IOException {
    if (file.toString().endsWith(".parquet")) {
      Files.copy(home.resolve(rows + ".parquet"), file);
      return;
    }
    String lines =
        IntStream.range(0, rows)
            .mapToObj(i -> i % 2 + "," + i + "," + i * rows + "\n")
            .collect(Collectors.joining());
    Files.writeString(file, COLUMNS + "\n" + lines);
  }

  /** How many rows are read to train or to test, and how many to score. */
  private static List<Integer> rows(String place) {
    return List.of(examples(place, Part.TRAIN), scored(table(place).all()));
  }

  private static int examples(String place, Part part) {
    return (int) Catalog.open(place, part, conf()).count();
  }

  private static FeatureTable table(String place) {
    ScoringOptions options =
        new ScoringOptions(null, Dialect.DEFAULT, null, List.of(), false, null);
    return FeatureTable.open(
        InternalRows.session(),
        place,
        options,
        Preprocessing.plain(2, InputScaling.NONE),
        List.of("a", "b"),
        conf());
  }

  private static Configuration conf() {
    return SPARK.on("local[2]").hadoopConfiguration();
  }

  private static int scored(FeatureRows rows) {
    return rows
        .map(
            blocks -> {
              List<Integer> counts = new ArrayList<>();
              int read;
              do {
                read = blocks.read(new double[2 * 16], new Object[16][], 0);
                counts.add(read);
              } while (read > 0);
              return counts.iterator();
            })
        .collect()
        .stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  private static SparkSession session() {
    SPARK.on("local[2]");
    return SparkSession.builder().getOrCreate();
  }
}
