package dev.lockstep.cli;

import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.report.EvaluationTable;
import dev.lockstep.text.Counted;
import dev.lockstep.text.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints a model in a few lines. */
final class InspectedModel {
  private InspectedModel() {}

  /** Prints its layers, its columns and what it predicts. */
  static void print(Model model) {
    Network network = model.network();
    print(
        "network %s, %s; %s, %s, output %s; input scaling %s%n",
        network,
        Counted.grouped(network.parameterCount(), "parameter"),
        network.activation(),
        network.loss(),
        network.output(),
        model.scaling());
    for (int l = 0; l < network.layers(); l++) {
      int weights = network.weightOffset(l);
      int bias = network.biasOffset(l);
      print(
          "layer%d weight [%d x %d] %s  bias [%d] %s%n",
          l,
          network.inputs(l),
          network.outputs(l),
          range(model.parameters(), weights, bias),
          network.outputs(l),
          range(model.parameters(), bias, bias + network.outputs(l)));
    }
    if (!model.featureNames().isEmpty()) {
      List<String> names = model.featureNames();
      String first = String.join(" ", names.subList(0, Math.min(20, names.size())));
      print("features %s%s%n", first, names.size() > 20 ? " ..." : "");
    }
    if (!model.dialect().isEmpty()) {
      print("reads tables with %s%n", options(model.dialect()));
    }
    ModelColumns.lines(model.preprocessing()).forEach(line -> print("%s%n", line));
    model
        .task()
        .targetScaling()
        .map(scaling -> targetLines(model.names(), scaling))
        .orElseGet(() -> List.of(classLine(model.names())))
        .forEach(line -> print("%s%n", line));
    print("weights SHA-256 %s%n", Model.weightsSha256(model.parameters()));
  }

  private static String options(Map<String, String> dialect) {
    return new TreeMap<>(dialect)
        .entrySet().stream()
            .map(o -> OptionNames.of(o.getKey()) + " '" + Printable.line(o.getValue()) + "'")
            .collect(Collectors.joining(" "));
  }

  private static List<String> targetLines(List<String> names, TargetScaling scaling) {
    return IntStream.range(0, names.size())
        .mapToObj(
            t ->
                "predicts "
                    + names.get(t)
                    + ", scaled by offset "
                    + scaling.offsets().get(t)
                    + " and divisor "
                    + scaling.divisors().get(t))
        .toList();
  }

  private static String range(float[] values, int from, int to) {
    float smallest = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      smallest = Math.min(smallest, values[i]);
      largest = Math.max(largest, values[i]);
    }
    return "from " + smallest + " to " + largest;
  }

  /** Returns a line of the classes' names. */
  static String classLine(List<String> names) {
    boolean all = names.size() <= EvaluationTable.MOST_CLASSES;
    return all
        ? "classes " + String.join(" ", names)
        : String.format(
            Locale.ROOT,
            "classes %s ... (%,d in all)",
            String.join(" ", names.subList(0, EvaluationTable.MOST_CLASSES)),
            names.size());
  }

  private static void print(String format, Object... args) {
    Terminal.print(format, args);
  }
}
