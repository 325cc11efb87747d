package dev.lockstep.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.predict.FeatureTable;
import dev.lockstep.predict.ScoringOptions;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Folders of folders: one table, or one line that says why not. */
@Tag("slow")
class TableFoldersTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;

  @Test
  void thePartitionsOfATableAreColumnsAsInOneFile() {
    List<String> flat = new ArrayList<>();
    for (String format : List.of("csv", "parquet")) {
      Path one = folder.resolve("flat." + format);
      writer(rows(), format).save(one.toString());
      flat.addAll(examples(one.toString()));
      Path parts = folder.resolve("parts-" + format);
      writer(rows(), format).partitionBy("year", "kind of").save(parts.toString());
      assertThat(examples(parts.toString())).as(format).isEqualTo(flat.subList(0, 6));
      assertThat(examples(parts + "/year=*/k*/*")).as(format).isEqualTo(flat.subList(0, 6));
      assertThat(examples(parts + "/year=2024")).as(format).hasSize(3);
      Path byLabel = folder.resolve("labels-" + format);
      writer(rows(), format).partitionBy("label").save(byLabel.toString());
      assertThat(examples(byLabel.toString())).as(format).isEqualTo(flat.subList(0, 6));
      assertThat(scored(parts.toString())).as(format).isEqualTo(scored(one.toString())).hasSize(6);
    }
    assertThat(flat.subList(0, 6)).isEqualTo(flat.subList(6, 12));
  }

  @Test
  void aPartitionsNameIsUnescapedAndNoCellIsMadeUp() throws IOException {
    write("odd/k%3Dv=4%2Fb/x.csv", "a,label\n1,p\n2,q\n");
    write("odd/k%3Dv=4/x.csv", "a,label\n1,p\n2,q\n" + "3,p\n".repeat(99));
    assertRefused(
        "odd", folder + "/odd/k%3Dv=4%2Fb/x.csv: row 2, column 'k=v': '4/b' is not a number");
    write("none/v=1/x.csv", "a,label\n1,p\n2,q\n");
    write("none/v=__HIVE_DEFAULT_PARTITION__/x.csv", "a,label\n1,p\n2,q\n");
    assertRefused(
        "none", folder + "/none/v=__HIVE_DEFAULT_PARTITION__/x.csv: row 2, column 'v': is empty");
  }

  @Test
  void filesOfOtherPartitionsAreRefused() throws IOException {
    write("depth/x.csv", "a,label\n1,p\n");
    write("depth/year=1/y.csv", "a,label\n1,p\n");
    assertRefused(
        "depth",
        folder
            + "/depth: "
            + folder
            + "/depth/x.csv lies in no folder of a column, but "
            + folder
            + "/depth/year=1/y.csv lies in folders of columns year");
    write("twice/year=1/x.csv", "year,label\n1,p\n");
    assertRefused(
        "twice",
        folder + "/twice/year=1/x.csv: column 'year' stands in the file and in its folder's name");
    write("nested/y=1/Y=2/x.csv", "a,label\n1,p\n");
    assertRefused("nested", folder + "/nested/y=1/Y=2/x.csv: two of its folders are of column 'Y'");
  }

  @Test
  void foldersOfFoldersAreOneTableWhereNothingIsAmbiguous() throws IOException {
    write("days/2024-01-01T10:00:00/x.csv", "a,label\n1,0\n");
    write("days/2024-01-02T10:00:00/deep/x.csv", "a,label\n2,1\n");
    write("days/_old/x.csv", "a,label\n3,1\n");
    assertThat(examples(folder + "/days")).hasSize(2);
    assertThat(examples(folder + "/days/2024*")).hasSize(2);
    write("days/x.csv", "a,label\n4,1\n");
    assertRefused(
        "days",
        folder
            + "/days: has x.csv beside a folder with more of the kind, 2024-01-01T10:00:00: name"
            + " the one or the other, or a glob such as '"
            + folder
            + "/days/*.csv'");
    assertThat(examples(folder + "/days/*.csv")).hasSize(1);
    write("kaggle/train.csv", "a,label\n1,0\n2,1\n");
    write("kaggle/more/x.csv", "a,label\n1,0\n");
    assertThat(examples(folder + "/kaggle")).hasSize(2);
  }

  @Test
  void foldersCalledTrainAndTestAreTheTwoSets() throws IOException {
    write("sets/train/x.csv", "a,label\n1,0\n2,1\n");
    write("sets/test/x.csv", "a,label\n4,1\n");
    assertThat(examples(folder + "/sets")).hasSize(2);
    assertThat(Catalog.open(folder + "/sets", Part.TEST, conf()).count()).isEqualTo(1);
  }

  @Test
  void twoTrainingSetsAreRefused() throws IOException {
    String rows = "a,label\n1,0\n2,1\n";
    write("gz/train.csv", rows);
    write("gz/train.csv.gz", rows);
    String advice = " set: name the one that is meant, or move the other away";
    assertRefused(
        "gz",
        folder + "/gz: has train.csv and train.csv.gz, and either may be the training" + advice);
    write("folder/train.csv", rows);
    write("folder/train/x.png", "");
    assertThat(examples(folder + "/folder")).hasSize(2);
    write("folder/train/x.csv", rows);
    assertRefused(
        "folder",
        folder + "/folder: has train.csv and train/, and either may be the training" + advice);
    write("test/train.csv", rows);
    write("test/test.csv", rows);
    write("test/test.parquet/x.parquet", rows);
    assertRefused(
        "test",
        folder + "/test: has test.csv and test.parquet/, and either may be the test" + advice);
  }

  @Test
  void whatHoldsNoTableIsToldApart() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    assertRefused("empty", folder + "/empty: is empty");
    write("hidden/_a.csv", "a,label\n1,p\n");
    write("hidden/.b.csv", "a,label\n1,p\n");
    assertRefused(
        "hidden",
        folder
            + "/hidden: holds hidden files only: .b.csv, _a.csv; one is read where it is named"
            + " itself");
    assertRefused("hidden/*.csv", folder + "/hidden/*.csv: no file and no folder matches");
    write("text/deep/a.txt", "x");
    assertRefused("text", folder + "/text: holds no files of CSV, Parquet or IDX, but a.txt");
    write("delta/_delta_log/0.json", "{}");
    write("delta/x.parquet", "x");
    assertThatThrownBy(() -> examples(folder + "/delta"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is a table of Delta");
  }

  @Test
  void linksAreFollowedButForThoseThatLeadNowhereOrBack() throws IOException {
    write("real/x.CSV", "a,label\n1,0\n2,1\n");
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("real"), folder.resolve("real"));
    assertThat(examples(links.toString())).hasSize(2);
    Path loop = Files.createSymbolicLink(links.resolve("loop"), links);
    assertRefused("links", loop + ": is a link to a folder in which it lies");
    Files.delete(loop);
    Path broken = Files.createSymbolicLink(links.resolve("y.csv"), folder.resolve("nothing"));
    assertRefused("links", broken + ": is a link to nothing");
    assertRefused("links/*.csv", broken + ": is a link to nothing");
  }

  private void assertRefused(String place, String message) {
    assertThatThrownBy(() -> examples(folder + "/" + place))
        .satisfies(e -> assertThat(root(e)).isInstanceOf(DataException.class).hasMessage(message));
  }

  private static Throwable root(Throwable e) {
    return e.getCause() instanceof Exception cause && !(cause instanceof CellException)
        ? root(cause)
        : e;
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static DataFrameWriter<Row> writer(Dataset<Row> rows, String format) {
    return rows.repartition(2).write().format(format).option("header", true);
  }

  /** Columns that a table by partitions has last, are last. */
  private static Dataset<Row> rows() {
    StructType schema =
        new StructType()
            .add("label", DataTypes.StringType)
            .add("a", DataTypes.DoubleType)
            .add("year", DataTypes.IntegerType)
            .add("kind of", DataTypes.DoubleType);
    List<Row> rows = new ArrayList<>();
    for (double[] row : values()) {
      rows.add(RowFactory.create(row[0] < 2.5 ? "no" : "yes", row[0], (int) row[1], row[2]));
    }
    return session().createDataFrame(rows, schema);
  }

  private static List<double[]> values() {
    return Stream.of(
            new double[] {0.1, 2024, 0.5},
            new double[] {1, 2024, -1e-3},
            new double[] {2, 2024, 0.5},
            new double[] {3, 2025, 3},
            new double[] {4, 2025, 0.5},
            new double[] {5, 2026, 3})
        .toList();
  }

  private static List<String> examples(String place) {
    ExampleSource source = Catalog.open(place, Part.TRAIN, conf());
    return source.examples(SPARK.on("local[2]"), 2).collect().stream()
        .map(e -> e.label() + Arrays.toString(e.features()))
        .sorted()
        .toList();
  }

  /** The features of rows to be scored, and a column of partitions that is passed through. */
  private static List<String> scored(String place) {
    ScoringOptions options =
        new ScoringOptions(null, Dialect.DEFAULT, null, List.of("year"), false, null);
    List<String> names = List.of("a", "year", "kind of");
    FeatureTable table =
        FeatureTable.open(
            InternalRows.session(),
            place,
            options,
            Preprocessing.plain(3, InputScaling.NONE),
            names,
            conf());
    return table
        .all()
        .map(
            blocks -> {
              double[] x = new double[3 * 16];
              Object[][] results = new Object[16][];
              List<String> rows = new ArrayList<>();
              for (int n = blocks.read(x, results, 0); n > 0; n = blocks.read(x, results, 0)) {
                for (int r = 0; r < n; r++) {
                  double[] row = Arrays.copyOfRange(x, 3 * r, 3 * r + 3);
                  rows.add(Arrays.toString(row) + results[r][0]);
                }
              }
              return rows.iterator();
            })
        .collect()
        .stream()
        .sorted()
        .toList();
  }

  private static Configuration conf() {
    return SPARK.on("local[2]").hadoopConfiguration();
  }

  private static SparkSession session() {
    SPARK.on("local[2]");
    return SparkSession.builder().getOrCreate();
  }
}
