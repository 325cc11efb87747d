package dev.lockstep.predict;

import dev.lockstep.data.DataException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Where a row's features stand: one column each, or all of them in one column of arrays.
 *
 * @param schema of the rows
 * @param places [I] of the features' columns, or of the one column of arrays
 * @param isArray whether it is the one column
 * @param features I
 * @param malformed the place of the column that says how a row is malformed, or -1
 */
record FeatureColumns(StructType schema, int[] places, boolean isArray, int features, int malformed)
    implements Serializable {

  /**
   * The columns that are the model's features: all but the label; else, if these are too many, all
   * but the label and those to be kept; else the numeric ones of the first, then of the second. The
   * first of these that are as many as the model takes; or else a column of arrays.
   *
   * @param name of the data, for messages
   * @param isNumeric whether a column holds numbers
   */
  static FeatureColumns choose(
      String name,
      StructType schema,
      int malformed,
      String label,
      Set<String> kept,
      int features,
      IntPredicate isNumeric) {
    IntPredicate data = i -> i != malformed && !schema.fieldNames()[i].equals(label);
    IntPredicate notKept = i -> data.test(i) && !kept.contains(schema.fieldNames()[i]);
    List<IntPredicate> choices =
        List.of(data, notKept, data.and(isNumeric), notKept.and(isNumeric));
    for (IntPredicate choice : choices) {
      int[] places = IntStream.range(0, schema.size()).filter(choice).toArray();
      boolean readable =
          Arrays.stream(places).allMatch(i -> Cell.of(type(schema, i)) != Cell.OTHER);
      if (places.length == features && readable) {
        return new FeatureColumns(schema, places, false, features, malformed);
      }
    }
    for (IntPredicate choice : List.of(data, notKept)) {
      int[] arrays =
          IntStream.range(0, schema.size())
              .filter(choice.and(i -> Cell.ofElements(type(schema, i)) != Cell.OTHER))
              .toArray();
      if (arrays.length == 1) {
        return new FeatureColumns(schema, arrays, true, features, malformed);
      }
    }
    long numeric = IntStream.range(0, schema.size()).filter(notKept.and(isNumeric)).count();
    throw new DataException(
        name + " has " + numeric + " numeric columns, but the model takes " + features);
  }

  private static DataType type(StructType schema, int place) {
    return schema.fields()[place].dataType();
  }

  /** Reads rows; for one thread. */
  Reader reader() {
    return new Reader();
  }

  final class Reader {
    private final Cell[] cells =
        Arrays.stream(places)
            .mapToObj(i -> isArray ? Cell.ofElements(type(schema, i)) : Cell.of(type(schema, i)))
            .toArray(Cell[]::new);

    /**
     * Copies a row's features to {@code x} from {@code at} on.
     *
     * @throws BadRowException if it has others than the model takes
     */
    void read(InternalRow row, float[] x, int at) {
      if (malformed >= 0 && !row.isNullAt(malformed)) {
        throw bad("has more or fewer than " + malformed + " columns");
      }
      if (isArray) {
        readArray(row, x, at);
        return;
      }
      for (int i = 0; i < places.length; i++) {
        float value = cells[i].read(row, places[i]);
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
          throw badCell(row, places[i], type(schema, places[i]), columnName(places[i]));
        }
        x[at + i] = value;
      }
    }

    private void readArray(InternalRow row, float[] x, int at) {
      int place = places[0];
      if (row.isNullAt(place)) {
        throw bad(columnName(place) + ": no array");
      }
      var array = row.getArray(place);
      if (array.numElements() != features) {
        throw bad(
            String.format(
                "%s: %d values, but the model takes %d",
                columnName(place), array.numElements(), features));
      }
      Cell cell = cells[0];
      DataType type = ((ArrayType) type(schema, place)).elementType();
      for (int i = 0; i < features; i++) {
        float value = cell.read(array, i);
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
          throw badCell(array, i, type, columnName(place) + "[" + i + "]");
        }
        x[at + i] = value;
      }
    }

    private String columnName(int place) {
      return "column " + schema.fieldNames()[place];
    }

    private BadRowException badCell(
        SpecializedGetters row, int place, DataType type, String column) {
      String text = Cell.text(row, place, type);
      return bad(
          column + ": " + (text.isEmpty() ? "no value" : "'" + cut(text) + "' is no number"));
    }

    private BadRowException bad(String problem) {
      return new BadRowException(String.valueOf(InputFileBlockHolder.getInputFilePath()), problem);
    }

    private static String cut(String text) {
      String line = text.replaceAll("\\p{Cntrl}", "?");
      return line.length() <= 60 ? line : line.substring(0, 60) + "...";
    }
  }
}
