package dev.lockstep.export;

import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The part of an ONNX graph from raw rows to the network's inputs. Rows of numbers are one input of
 * the graph, [N, K], NaN where a cell is missing. Where some columns are categories, each column is
 * an input, [N, 1]: text for categories, empty where the cell is missing. Numbers are doubles if
 * some are scaled in doubles.
 */
final class OnnxInputs {
  /** The name of the input of rows of numbers. */
  private static final String FEATURES = "features";

  /** Names in the graph that no column may have; it gets a prefix. */
  private static final Set<String> TAKEN =
      Set.of(
          "label",
          "probabilities",
          "outputs",
          "values",
          "logits",
          "half",
          "isOne",
          "one",
          "scaled",
          "scaled.double",
          "spread",
          "target.offsets",
          "target.divisors");

  private static final String PREFIX = "column ";

  private final Preprocessing preprocessing;
  private final OnnxGraph graph;
  private final boolean wide;

  OnnxInputs(Model model, OnnxGraph graph) {
    preprocessing = model.preprocessing();
    this.graph = graph;
    wide = model.scaling().isWide();
  }

  /** Adds inputs and nodes; returns the name of the network's inputs, [N, I]. */
  String add() {
    List<InputColumn> columns = preprocessing.columns();
    if (columns.stream().noneMatch(column -> column instanceof CategoryColumn)) {
      String rows = graph.input(FEATURES, type(), preprocessing.cells());
      return preprocessing.isPlain() ? scaled(rows) : joined(rows, List.of());
    }
    List<String> inputs = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (InputColumn column : columns) {
      boolean isNumber = column instanceof NumberColumn;
      String input = graph.input(inputName(column), isNumber ? type() : OnnxGraph.STRING, 1);
      inputs.add(input);
      if (isNumber) {
        numbers.add(input);
      }
    }
    String rows = numbers.isEmpty() ? null : concat("input.numbers", numbers);
    return joined(rows, inputs);
  }

  private static String inputName(InputColumn column) {
    String name = column.name();
    boolean isTaken = TAKEN.contains(name) || name.startsWith("input.") || name.startsWith("layer");
    return isTaken || name.startsWith(PREFIX) ? PREFIX + name : name;
  }

  private int type() {
    return wide ? OnnxGraph.DOUBLE : OnnxGraph.FLOAT;
  }

  private String concat(String output, List<String> parts) {
    return graph.node("Concat", OnnxGraph.whole("axis", 1), output, parts.toArray(String[]::new));
  }

  private String scaled(String numbers) {
    InputScaling scaling = preprocessing.scaling();
    String x = numbers;
    if (!scaling.isUniform()) {
      x = graph.node("Sub", "input.shifted", x, ModelFormat.OFFSETS);
    }
    if (scaling.method() != InputScaling.Method.NONE) {
      x = graph.node("Div", "input.scaled", x, ModelFormat.DIVISORS);
    }
    return wide ? graph.toFloats(x) : x;
  }

  /**
   * Adds flags and categories behind the numbers.
   *
   * @param rows the numbers, [N, numbers]; null if there are none
   * @param inputs of the columns; none where all are numbers
   */
  private String joined(String rows, List<String> inputs) {
    List<String> parts = new ArrayList<>();
    String missing = null;
    if (rows != null) {
      missing = graph.node("IsNaN", "input.missing", rows);
      parts.add(scaled(graph.node("Where", "input.filled", missing, fills(), rows)));
    }
    List<InputColumn> columns = preprocessing.columns();
    int number = 0;
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c) instanceof NumberColumn column) {
        if (column.flag()) {
          parts.add(flag(missing, number));
        }
        number++;
      } else if (columns.get(c).flag()) {
        parts.add(
            graph.lookUp(
                List.of(""),
                List.of(OnnxGraph.reals("values_floats", 1), OnnxGraph.real("default_float", 0)),
                "input.flag." + c,
                inputs.get(c)));
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c) instanceof CategoryColumn column) {
        parts.add(categories(column, c, inputs.get(c)));
      }
    }
    return concat("input.all", parts);
  }

  /** Returns the name of what stands for missing numbers, [numbers]; 0 where none is missing. */
  private String fills() {
    double[] fills =
        preprocessing.columns().stream()
            .filter(column -> column instanceof NumberColumn)
            .mapToDouble(
                column ->
                    column instanceof NumberColumn number && number.takesMissing()
                        ? number.fill()
                        : 0)
            .toArray();
    String name = "input.fills";
    if (wide) {
      graph.constant(name, fills);
    } else {
      float[] floats = new float[fills.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) fills[i];
      }
      graph.constant(name, Tensor.of(floats, floats.length));
    }
    return name;
  }

  /** Returns the name of a number's flag, [N, 1]. */
  private String flag(String missing, int number) {
    String at = "input.flag.place." + number;
    graph.constant(at, new long[] {number});
    String own =
        graph.node("Gather", OnnxGraph.whole("axis", 1), "input.missing." + number, missing, at);
    return graph.node(
        "Cast", OnnxGraph.whole("to", OnnxGraph.FLOAT), "input.flag." + number + ".number", own);
  }

  /** Returns the name of a column's categories, [N, width]. */
  private String categories(CategoryColumn column, int place, String input) {
    List<String> keys = new ArrayList<>(column.categories());
    List<Long> values = new ArrayList<>(LongStream.range(0, keys.size()).boxed().toList());
    long other = keys.size(); // OneHot makes zeros of it where there is no input for others.
    if (column.takesMissing() && !keys.contains("")) {
      int fill = column.code(column.fill());
      keys.add("");
      values.add(fill < 0 ? other : (long) fill);
    }
    String name = "input.category." + place;
    String codes =
        graph.lookUp(
            keys,
            List.of(
                OnnxGraph.wholes("values_int64s", values),
                OnnxGraph.whole("default_int64", (int) other)),
            name + ".code",
            input);
    graph.constant(name + ".width", new long[] {column.width()});
    graph.constant(name + ".values", Tensor.of(new float[] {0, 1}, 2));
    String ones =
        graph.node(
            "OneHot",
            OnnxGraph.whole("axis", -1),
            name + ".ones",
            codes,
            name + ".width",
            name + ".values");
    return graph.node("Flatten", OnnxGraph.whole("axis", 1), name, ones);
  }
}
