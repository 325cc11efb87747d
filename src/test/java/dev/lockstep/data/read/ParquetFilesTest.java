package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.testing.IdxFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of one table have the same columns, or are refused with both files and both types. */
@Tag("slow")
class ParquetFilesTest extends ParquetTable {
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

  @ParameterizedTest
  @CsvSource({"string, float", "date, double", "boolean, int", "array<double>, bigint"})
  void aColumnWithoutValuesGoesWithAnyOther(String type, String other) throws IOException {
    String none = "select 1L label, cast(null as " + type + ") x, 1L y";
    String all = "select id % 2 label, cast(id as " + other + ") x, id y from range(40)";
    write("parts/a", session().sql(none).where("false"));
    write("parts/b", session().sql(all));
    write("parts/c", session().sql(none).where("false"));
    write("whole/a", session().sql(all));
    assertThat(fingerprint("parts")).isEqualTo(fingerprint("whole"));
    if (!type.startsWith("array")) {
      write("parts/c", session().sql(none));
      assertThat(open("parts").count()).isEqualTo(41);
      assertThatThrownBy(() -> fingerprint("parts"))
          .rootCause()
          .hasMessageContaining("column 'x': is empty");
    }
  }

  @Test
  void whatNoFloatHoldsIsTooLarge() throws IOException {
    write("a", session().sql("select 0 label, 1e39D x"));
    assertThatThrownBy(() -> fingerprint("."))
        .rootCause()
        .hasMessage("column 'x': '1.0E39' is too large a number");
    write("a", session().sql("select 0 label, array(1e39D) x"));
    assertThatThrownBy(() -> fingerprint("."))
        .rootCause()
        .hasMessage("column 'x': element 0: '1.0E39' is too large a number");
  }

  @ParameterizedTest
  @CsvSource({
    "date'2026-01-01', date",
    "X'00', binary",
    "timestamp'2026-01-01 00:00:00', timestamp"
  })
  void labelsOfOtherTypesAreNamedWithTheirType(String label, String type) throws IOException {
    write("a", session().sql("select " + label + " label, 1 x"));
    assertRefused(
        folder
            + ": column 'label' is of the type "
            + type
            + ", but a label is text, a number or a boolean");
  }

  @Test
  void aNumberOfMoreBitsThanDeclaredIsReadAsStored() throws IOException {
    MessageType type =
        Types.buildMessage()
            .required(PrimitiveTypeName.INT32)
            .as(LogicalTypeAnnotation.intType(8, true))
            .named("x")
            .required(PrimitiveTypeName.INT32)
            .as(LogicalTypeAnnotation.intType(16, true))
            .named("y")
            .required(PrimitiveTypeName.INT32)
            .named("label")
            .named("table");
    SimpleGroupFactory rows = new SimpleGroupFactory(type);
    write("a", type, rows.newGroup().append("x", 300).append("y", -70_000).append("label", 0));
    assertThat(open(".").examples(SPARK.on("local[2]"), 1).first().features())
        .containsExactly(300, -70_000);
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

  private String fingerprint(String name) {
    DataSet data = DataSet.load(SPARK.on("local[2]"), open(name), 10, new Sharding(2, 1, 2));
    data.shards().unpersist(false);
    return data.statistics().fingerprint().toString();
  }
}
