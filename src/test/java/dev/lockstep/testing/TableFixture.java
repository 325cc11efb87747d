package dev.lockstep.testing;

import dev.lockstep.data.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Examples as tables, with columns {@code label, pixel0, pixel1, ...}. */
public final class TableFixture {
  private TableFixture() {}

  /** The columns' names, comma-separated. */
  public static String header(int features) {
    return "label,"
        + IntStream.range(0, features).mapToObj(i -> "pixel" + i).collect(Collectors.joining(","));
  }

  /** A line for each example, of whole numbers. */
  public static List<String> lines(List<Example> examples) {
    List<String> lines = new ArrayList<>();
    for (Example example : examples) {
      StringBuilder line = new StringBuilder().append(example.label());
      for (float feature : example.features()) {
        line.append(',').append((int) feature);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** Header and lines. */
  public static String csv(List<Example> examples) {
    return header(examples.get(0).features().length)
        + "\n"
        + String.join("\n", lines(examples))
        + "\n";
  }

  /** The label as a long, each feature as a column of whole numbers. */
  public static Dataset<Row> wide(SparkSession session, List<Example> examples) {
    StructType schema = new StructType().add("label", DataTypes.LongType);
    for (int i = 0; i < examples.get(0).features().length; i++) {
      schema = schema.add("pixel" + i, DataTypes.ShortType);
    }
    List<Row> rows = new ArrayList<>();
    for (Example example : examples) {
      Object[] cells = new Object[1 + example.features().length];
      cells[0] = (long) example.label();
      for (int i = 1; i < cells.length; i++) {
        cells[i] = (short) example.features()[i - 1];
      }
      rows.add(RowFactory.create(cells));
    }
    return session.createDataFrame(rows, schema);
  }
}
