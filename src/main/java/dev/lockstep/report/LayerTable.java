package dev.lockstep.report;

import dev.lockstep.nn.Network;
import dev.lockstep.text.Printable;

/** A network as a table: a row for each layer, with its shape, activation and parameters. */
public final class LayerTable {
  private LayerTable() {}

  /** Returns the table's lines; a total ends it. */
  public static String of(Network network) {
    StringBuilder table =
        new StringBuilder(row("layer", "weights", "activation", "parameters", "memory"));
    for (int l = 0; l < network.layers(); l++) {
      boolean isLast = l == network.layers() - 1;
      table.append(
          row(
              Integer.toString(l),
              network.inputs(l) + " x " + network.outputs(l),
              isLast ? output(network) : network.activation().toString(),
              Printable.format("%,d", parameters(network, l)),
              memory(parameters(network, l))));
    }
    int all = network.parameterCount();
    return table + row("all", "", "", Printable.format("%,d", all), memory(all));
  }

  private static String row(
      String layer, String weights, String activation, String parameters, String memory) {
    return Printable.format(
        "%5s  %15s  %-12s%12s  %10s%n", layer, weights, activation, parameters, memory);
  }

  private static long parameters(Network network, int layer) {
    return (network.inputs(layer) + 1L) * network.outputs(layer);
  }

  private static String output(Network network) {
    return network.loss().hasProbabilities() ? "softmax" : network.output().toString();
  }

  /** Returns the size of floats. */
  private static String memory(long floats) {
    double kibibytes = floats * (double) Float.BYTES / 1024;
    return kibibytes < 1024
        ? Printable.format("%,.1f KiB", kibibytes)
        : Printable.format("%,.1f MiB", kibibytes / 1024);
  }
}
