package dev.lockstep.cli;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that decide the network and its first weights. */
public final class NetworkOptions {
  @Option(
      names = "--hidden",
      paramLabel = "WIDTHS",
      defaultValue = "128",
      converter = HiddenConverter.class,
      description =
          "Widths of the hidden layers, as in 128,64; 'none' for none. Default: ${DEFAULT-VALUE}")
  Hidden hidden;

  @Option(
      names = "--activation",
      defaultValue = "relu",
      description = "Of the hidden layers: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  public Activation activation;

  @Option(
      names = "--loss",
      defaultValue = "cross-entropy",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  public Loss loss;

  @Option(
      names = "--output-activation",
      defaultValue = "linear",
      description =
          "Of the last layer, with --loss mse: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  Activation outputActivation;

  @Option(
      names = "--single-output",
      description =
          "Tell two classes apart by one output, near 0 or near 1, instead of one each; with --loss mse.")
  boolean singleOutput;

  @Option(
      names = "--init",
      defaultValue = "he",
      description = "First weights: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  Initialization.Distribution init;

  @Option(
      names = "--init-scale",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "A factor on the first weights. Default: ${DEFAULT-VALUE}")
  float initScale;

  Network network(int features, int classes) {
    List<Integer> sizes = new ArrayList<>();
    sizes.add(features);
    sizes.addAll(hidden.widths);
    if (singleOutput && classes != 2) {
      throw new IllegalArgumentException(
          "--single-output tells 2 classes apart, and these are " + classes);
    }
    sizes.add(singleOutput ? 1 : classes);
    return new Network(sizes, activation, loss, outputActivation);
  }

  Initialization initialization() {
    return new Initialization(init, initScale);
  }

  /** The widths of the hidden layers, one after another. */
  private record Hidden(List<Integer> widths) {}

  private static final class HiddenConverter implements ITypeConverter<Hidden> {
    @Override
    public Hidden convert(String value) {
      return new Hidden(
          value.equals("none")
              ? List.of()
              : Arrays.stream(value.split(",", -1)).map(HiddenConverter::width).toList());
    }

    private static Integer width(String value) {
      try {
        int width = Integer.parseInt(value);
        if (width >= 1) {
          return width;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "'" + value + "' is not a layer's width (1 to " + Integer.MAX_VALUE + ")");
    }
  }
}
