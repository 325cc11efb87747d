package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Example;
import dev.lockstep.data.LeftOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Columns of Parquet that are left out, and those without values. */
@Tag("slow")
class ParquetLeftOutTest extends ParquetTable {
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
            new LeftOut("zip", "the same text in every row"),
            new LeftOut("day", "dates"),
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
    TableSource texts = open(".");
    assertThat(texts.featureNames()).containsExactly("x", "note");
    assertThatThrownBy(() -> texts.examples(SPARK.on("local[2]"), 2).count())
        .hasStackTraceContaining(file("a") + ": row 1, column 'note': is empty");
    write("b", session().sql("select 0 label, 1 x, 2.5D note"));
    TableSource numbers = open(".");
    assertThat(numbers.featureNames()).containsExactly("x", "note");
    assertThatThrownBy(() -> numbers.examples(SPARK.on("local[2]"), 2).count())
        .hasStackTraceContaining(file("a") + ": row 1, column 'note': is empty");
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
}
