package dev.lockstep.cli;

import dev.lockstep.nn.Regularization;
import picocli.CommandLine.Option;

/** The options that decide what an example counts, and what else keeps the weights in check. */
final class RegularizationOptions {
  @Option(
      names = "--class-weights",
      paramLabel = "WEIGHTS",
      converter = ClassWeights.Converter.class,
      description =
          "What the examples of each class count in training, in the classes' order, as in 1,2.5;"
              + " 'balanced' for the same of every class. Default: 1 each")
  ClassWeights classWeights = ClassWeights.NONE;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of the hidden layers' outputs that a training step leaves out."
              + " Default: ${DEFAULT-VALUE}")
  float dropout;

  @Option(
      names = "--l1",
      paramLabel = "FACTOR",
      defaultValue = "0",
      description =
          "Of the sum of the weights' magnitudes, added to the loss; biases are free."
              + " Default: ${DEFAULT-VALUE}")
  float l1;

  @Option(
      names = "--l2",
      paramLabel = "FACTOR",
      defaultValue = "0",
      description =
          "Of half the sum of the weights' squares, added to the loss; biases are free."
              + " Default: ${DEFAULT-VALUE}")
  float l2;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of a target that is spread over all classes, in training."
              + " Default: ${DEFAULT-VALUE}")
  float labelSmoothing;

  Regularization regularization() {
    return new Regularization(dropout, l1, l2, labelSmoothing);
  }
}
