package dev.lockstep.scorer;

import dev.lockstep.input.RawColumns;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table with numbers, booleans, a date, categories and gaps, and a model of it: the same rows as
 * cells of text, as Java's values, and as raw cells.
 */
public final class RawTable {
  private static final double GAP = Double.NaN;

  /** A row as cells of text, an empty one for a gap; and as raw cells, worked out by hand. */
  private record RawRow(String cells, double... raw) {}

  private static final List<RawRow> ROWS =
      List.of(
          new RawRow("female,42,A,13,1997-05-22,1,true", 0, 42, 1, 13, 10003, 0, 1),
          new RawRow("male,,,10.5,,,false", 1, GAP, GAP, 10.5, GAP, GAP, 0),
          new RawRow("male,-3.25,Z,1.5e1,1997-05-14,2.0,1", 1, -3.25, -1, 15, 9995, 1, 1),
          new RawRow("Male,0.1,B,0,1997-05-20,1.00,0.5", -1, 0.1, 2, 0, 10001, 0, 0.5),
          new RawRow("nobody,30,\u00E9,10,1997-05-18,2,0", -1, 30, -1, 10, 9999, 1, 0),
          new RawRow("female,,B,7,1997-05-19,,1", 0, GAP, 2, 7, 10000, GAP, 1));

  public static final String HEADER = "sex,age,deck,fare,joined,port,alone";
  public static final Model MODEL = model();

  private RawTable() {}

  private static Model model() {
    Network network =
        new Network(
            List.of(RawColumns.PREPROCESSING.inputs(), 9, 3),
            Activation.TANH,
            Loss.CROSS_ENTROPY,
            Activation.LINEAR);
    AddressedRandom random = AddressedRandom.of(5, "parameters");
    float[] parameters = new float[network.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (random.uniform(i) - 0.5);
    }
    return new Model(
        network, RawColumns.PREPROCESSING, List.of(), List.of("no", "perhaps", "yes"), parameters);
  }

  /** Returns the table as lines of CSV, without a header. */
  public static List<String> lines() {
    return ROWS.stream().map(RawRow::cells).toList();
  }

  /** Returns the raw cells, [rows x K]. */
  public static double[] raw() {
    return ROWS.stream().flatMapToDouble(row -> Arrays.stream(row.raw)).toArray();
  }

  /** Returns the rows by the columns' names: text, numbers, booleans and null. */
  public static List<Map<String, Object>> values() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (RawRow row : ROWS) {
      Map<String, Object> values = new LinkedHashMap<>();
      String[] names = HEADER.split(",", -1);
      String[] cells = row.cells.split(",", -1);
      for (int c = 0; c < names.length; c++) {
        values.put(names[c], value(names[c], cells[c]));
      }
      rows.add(values);
    }
    return rows;
  }

  private static Object value(String column, String cell) {
    if (cell.isEmpty()) {
      return null;
    }
    return switch (column) {
      case "age", "fare", "port" -> Double.valueOf(cell);
      case "alone" ->
          cell.length() > 3 ? (Object) Boolean.valueOf(cell) : (Object) Double.valueOf(cell);
      default -> cell;
    };
  }

  /** Returns the classes' probabilities, [rows x C], as the network's own scorer has them. */
  public static float[] probabilities() {
    BlockScorer scorer =
        new BlockScorer(MODEL.network(), MODEL.preprocessing(), MODEL.parameters(), ROWS.size());
    float[] outputs = scorer.logits(raw(), ROWS.size());
    scorer.toOutputs(outputs, ROWS.size());
    return Arrays.copyOf(outputs, ROWS.size() * MODEL.classNames().size());
  }
}
