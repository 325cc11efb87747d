package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.DataSet.Sharding;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of one table have the same columns, or are refused with both files and both types. */
@Tag("slow")
class ParquetFilesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;
  @TempDir Path scratch;

  @ParameterizedTest
  @CsvSource({
    "tinyint, int",
    "smallint, bigint",
    "int, bigint",
    "int, double",
    "float, double",
    "int, float",
    "bigint, double",
    "bigint, float",
    "'decimal(5,1)', int",
    "'decimal(9,2)', 'decimal(12,4)'",
    "bigint, 'decimal(3,1)'",
    "boolean, boolean"
  })
  void numbersOfDifferentTypesAreWhatTheyAreInOneFile(String one, String other) throws IOException {
    String a = "select id % 2 label, cast(id % 2 as " + one + ") x, id y from range(40)";
    String b = "select id, cast(id % 2 as " + other + "), id % 2 from range(40, 80)";
    String same = one.equals("boolean") ? "boolean" : "double";
    String all = "select id % 2 label, cast(id % 2 as " + same + ") x, id y from range(80)";
    // By name, whatever the order of the columns or of the files.
    write("parts/a", session().sql(a));
    write("parts/b", session().sql(b).toDF("y", "x", "label"));
    write("whole/a", session().sql(all));
    assertThat(fingerprint("parts")).isEqualTo(fingerprint("whole"));
    Files.move(folder.resolve("parts/a.parquet"), folder.resolve("parts/c.parquet"));
    assertThat(fingerprint("parts")).isEqualTo(fingerprint("whole"));
  }

  @Test
  void aWholeNumberThatNoDoubleHoldsIsRefused() throws IOException {
    long exact = 1L << 53;
    write("a", session().sql("select 0L label, " + exact + "L x union all select 1L, -1L"));
    write("b", session().sql("select 1L label, 0.5D x"));
    assertThat(open(".").count()).isEqualTo(3);
    write("a", session().sql("select 0L label, " + -(exact + 1) + "L x union all select 1L, 1L"));
    assertRefused(
        file("a")
            + ": column 'x' is bigint down to -9007199254740993, but double in "
            + file("b")
            + "; a double would round it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1.5D x | 'text' | string | double",
        "'text' x | 1.5D | double | string",
        "cast(1 as decimal(5,2)) x | 1.5D | double | decimal(5,2)",
        "array(1.5D) x | 1.5D | double | array<double>",
        "array(1L) x | array(1.5D) | array<double> | array<bigint>",
        "true x | 1 | int | boolean",
        "date'2026-01-01' x | timestamp'2026-01-01 00:00:00' | timestamp | date",
      })
  void typesThatHaveNothingInCommonAreRefused(
      String first, String second, String type, String firstType) throws IOException {
    write("a", session().sql("select 0 label, 1 y, " + first));
    write("b", session().sql("select 0 label, 1 y, " + second + " x"));
    assertRefused(
        file("b") + ": column 'x' is " + type + ", but " + firstType + " in " + file("a"));
  }

  @Test
  void aColumnThatOnlySomeFilesHaveIsRefused() throws IOException {
    write("a", session().sql("select 0 label, 1 x, 2.5D y"));
    write("b", session().sql("select 0 label, 1 x"));
    String missing = ": has no column 'y', which is double in ";
    assertRefused(file("b") + missing + file("a") + ", but label, x");
    Files.move(file("a"), file("c"));
    assertRefused(file("b") + missing + file("c") + ", but label, x");
    write("b", session().sql("select 0 label, 1 x, 2.5D Y"));
    assertRefused(
        file("c") + ": has no column 'Y', which is double in " + file("b") + ", but label, x, y");
  }

  @Test
  void columnsThatDifferInCaseOnlyAreTwo() throws IOException {
    MessageType type =
        Types.buildMessage()
            .required(PrimitiveTypeName.INT32)
            .named("x")
            .required(PrimitiveTypeName.INT32)
            .named("X")
            .required(PrimitiveTypeName.INT32)
            .named("label")
            .named("table");
    write(
        "a",
        type,
        new SimpleGroupFactory(type).newGroup().append("x", 1).append("X", 2).append("label", 0));
    assertThat(open(".").featureNames()).containsExactly("x", "X");
    assertThat(open(".").examples(SPARK.on("local[2]"), 1).first().features())
        .containsExactly(1, 2);
  }

  @Test
  void whatIsLeftOutIsListedWithTheReason() throws IOException {
    write(
        "a",
        session()
            .sql(
                "select id % 2 label, id > 20 flag, '7' zip, date'2026-01-01' day, 1.5D x,"
                    + " map('a', 1) m, array(1) ints from range(40)"));
    TableSource table = open(".");
    assertThat(table.featureNames()).containsExactly("flag", "x");
    assertThat(table.leftOut())
        .containsExactly(
            new LeftOut("zip", "text"),
            new LeftOut("day", "date"),
            new LeftOut("m", "map<string,int>"),
            new LeftOut("ints", "array<int>"));
    List<Example> examples = table.examples(SPARK.on("local[2]"), 2).collect();
    assertThat(examples).filteredOn(e -> e.features()[0] == 1).hasSize(19);
    assertThat(examples).filteredOn(e -> e.features()[0] == 0).hasSize(21);
    write("a", session().sql("select 0 label, 1 x, array(1.5F, 2F) features"));
    assertThat(open(".").leftOut())
        .containsExactly(new LeftOut("x", "the features are in column 'features'"));
  }

  /** As pandas writes times, and columns without any value. */
  @Test
  void columnsThatSparkCannotReadAreLeftOut() throws IOException {
    MessageType type =
        Types.buildMessage()
            .required(PrimitiveTypeName.INT32)
            .named("label")
            .required(PrimitiveTypeName.DOUBLE)
            .named("x")
            .optional(PrimitiveTypeName.INT64)
            .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.NANOS))
            .named("time")
            .optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
            .length(2)
            .as(LogicalTypeAnnotation.float16Type())
            .named("half")
            .optional(PrimitiveTypeName.INT32)
            .as(LogicalTypeAnnotation.unknownType())
            .named("none")
            .named("table");
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    List<Group> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(
          groups
              .newGroup()
              .append("label", i % 2)
              .append("x", (double) i)
              .append("time", 1_790_000_000_000_000_000L)
              .append("half", Binary.fromConstantByteArray(new byte[] {0, 60})));
    }
    write("a", type, rows.toArray(Group[]::new));
    TableSource table = open(".");
    assertThat(table.featureNames()).containsExactly("x");
    assertThat(table.leftOut())
        .containsExactly(
            new LeftOut("time", "TIMESTAMP(NANOS,true)"),
            new LeftOut("half", "FLOAT16"),
            new LeftOut("none", "void"));
    assertThat(table.examples(SPARK.on("local[2]"), 2).count()).isEqualTo(10);
    write("b", session().sql("select 0 label, 1.5D x, 1 time, 1 half, 'text' none"));
    assertRefused(file("b") + ": column 'time' is int, but TIMESTAMP(NANOS,true) in " + file("a"));
  }

  /** As pandas writes a column of a chunk where all are missing. */
  @Test
  void aColumnWithoutValuesGoesWithAnyOther() throws IOException {
    MessageType type =
        Types.buildMessage()
            .required(PrimitiveTypeName.INT32)
            .named("label")
            .required(PrimitiveTypeName.INT32)
            .named("x")
            .optional(PrimitiveTypeName.INT32)
            .as(LogicalTypeAnnotation.unknownType())
            .named("note")
            .named("table");
    Group row = new SimpleGroupFactory(type).newGroup().append("label", 1).append("x", 7);
    write("a", type, row);
    write("b", session().sql("select 0 label, 1 x, 'text' note"));
    assertThat(open(".").leftOut()).containsExactly(new LeftOut("note", "text"));
    assertThat(open(".").examples(SPARK.on("local[2]"), 2).collect())
        .extracting(e -> e.features()[0])
        .containsExactlyInAnyOrder(1f, 7f);
    write("b", session().sql("select 0 label, 1 x, 2.5D note"));
    TableSource numbers = open(".");
    assertThat(numbers.featureNames()).containsExactly("x", "note");
    assertThatThrownBy(() -> numbers.examples(SPARK.on("local[2]"), 2).count())
        .hasStackTraceContaining(file("a") + ": row 1, column 'note': is empty");
  }

  @Test
  void aFileThatIsNoParquetIsNamedAmongMany() throws IOException {
    write("a", session().sql("select id % 2 label, id x from range(10)"));
    for (int i = 0; i < 60; i++) {
      Files.copy(file("a"), file("p" + i));
    }
    assertThat(open(".").count()).isEqualTo(610);
    Files.writeString(file("p41"), "label,x");
    assertThatThrownBy(() -> open("."))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file("p41") + ": cannot be read as Parquet: ");
  }

  @Test
  void whatIsCalledParquetAndIsPackedIsNamed() throws IOException {
    byte[] table = "label,x".getBytes(StandardCharsets.UTF_8);
    Files.write(file("a"), IdxFixture.gzip(table));
    assertRefused(file("a") + ": is gzip, not Parquet; unpack it");
    Files.write(file("a"), new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0, 0, 0});
    assertRefused(file("a") + ": is a zip archive, not Parquet; unpack it");
  }

  @Test
  void aSmallNumberThatNoDoubleHoldsIsNamedAsItIs() throws IOException {
    write("a", session().sql("select 0 as label, cast(-9223372036854775808 as bigint) as x"));
    write("b", session().sql("select 1 as label, 0.5D as x"));
    assertRefused(
        file("a")
            + ": column 'x' is bigint down to -9223372036854775808, but double in "
            + file("b")
            + "; a double would round it");
  }

  @Test
  void allColumnsThatAreLeftOutAreNamed() {
    List<LeftOut> thirteen =
        IntStream.range(0, 13).mapToObj(i -> new LeftOut("c" + i, "text")).toList();
    List<String> lines = LeftOut.lines(thirteen);
    assertThat(lines.get(0)).startsWith("columns left out: 'c0' (text), ").endsWith(",");
    assertThat(lines.get(lines.size() - 1)).endsWith("'c12' (text)");
    assertThat(String.join("\n", lines))
        .contains(IntStream.range(0, 13).mapToObj(i -> "'c" + i + "' (text)").toList());
    assertThat(LeftOut.lines(List.of())).isEmpty();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> open(".")).isInstanceOf(DataException.class).hasMessage(message);
  }

  private Path file(String name) {
    return folder.resolve(name + ".parquet");
  }

  /** In one file. */
  private void write(String name, Dataset<Row> rows) throws IOException {
    Path parts = scratch.resolve(name);
    rows.coalesce(1).write().mode("overwrite").parquet(parts.toString());
    Files.createDirectories(file(name).getParent());
    try (var written = Files.newDirectoryStream(parts, "*.parquet")) {
      Files.copy(written.iterator().next(), file(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void write(String name, MessageType type, Group... rows) throws IOException {
    Files.createDirectories(file(name).getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file(name).toUri()))
            .withType(type)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  private TableSource open(String name) {
    return (TableSource)
        Catalog.open(
            folder.resolve(name).normalize().toString(),
            Part.TRAIN,
            SPARK.on("local[2]").hadoopConfiguration());
  }

  private String fingerprint(String name) {
    DataSet data = DataSet.load(SPARK.on("local[2]"), open(name), 10, new Sharding(2, 1, 2));
    data.shards().unpersist(false);
    return data.statistics().fingerprint().toString();
  }

  private static SparkSession session() {
    SPARK.on("local[2]");
    return SparkSession.builder().getOrCreate();
  }
}
