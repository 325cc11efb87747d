package dev.lockstep.cli;

import dev.lockstep.data.DataSet;
import dev.lockstep.data.Statistics;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Sgd;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.ScalingFit;
import dev.lockstep.train.Stopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that decide the model. Their defaults stand here and nowhere else. */
final class RecipeOptions {
  enum OptimizerName {
    ADAMW,
    SGD,
    LBFGS;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

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
  Activation activation;

  @Option(
      names = "--loss",
      defaultValue = "cross-entropy",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  Loss loss;

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

  @Option(
      names = "--optimizer",
      defaultValue = "adamw",
      description =
          "${COMPLETION-CANDIDATES}; with lbfgs, an epoch is an iteration over all examples."
              + " Default: ${DEFAULT-VALUE}")
  OptimizerName optimizer;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.005",
      description = "The schedule's highest. Default: ${DEFAULT-VALUE}")
  double learningRate;

  @Option(
      names = "--schedule",
      defaultValue = "one-cycle",
      description = "Of the learning rate: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  Decay schedule;

  @Option(
      names = "--warmup",
      paramLabel = "STEPS",
      defaultValue = "0",
      description = "Steps in which the learning rate climbs from 0. Default: ${DEFAULT-VALUE}")
  long warmup;

  @Option(names = "--momentum", description = "Of sgd. Default: " + Sgd.DEFAULT_MOMENTUM)
  Float momentum;

  @Option(names = "--nesterov", description = "Nesterov's momentum, with sgd.")
  boolean nesterov;

  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      defaultValue = "0",
      description = "Decoupled with adamw, L2 with sgd. Default: ${DEFAULT-VALUE}")
  float weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      defaultValue = "Infinity",
      description = "Scale the mean gradient down to this norm. Default: no limit")
  float clipNorm;

  @Option(
      names = "--clip-value",
      paramLabel = "VALUE",
      defaultValue = "Infinity",
      description = "Cut the mean gradient's elements at this magnitude. Default: no limit")
  float clipValue;

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

  @Option(
      names = "--epochs",
      defaultValue = "10",
      description = "Passes over the examples; the most, with lbfgs. Default: ${DEFAULT-VALUE}")
  int epochs;

  @Option(
      names = "--batch",
      paramLabel = "EXAMPLES",
      defaultValue = "256",
      converter = BatchSize.class,
      description =
          "Examples per step over all shards; 'all', or more than there are, makes a step an epoch."
              + " Default: ${DEFAULT-VALUE}")
  long batch;

  @Option(
      names = "--average-every",
      paramLabel = "STEPS",
      defaultValue = "1",
      description = {
        "Steps that each shard takes on its own before parameters are averaged; 1 averages gradients.",
        "Default: ${DEFAULT-VALUE}"
      })
  int averageEvery;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Hold out so large a share of the examples, as in 0.1, and evaluate on them after every"
              + " epoch. Default: none")
  double validation;

  @Option(
      names = "--early-stopping",
      paramLabel = "PATIENCE",
      defaultValue = "0",
      description =
          "Stop after so many epochs without a better value on the examples held out; the best"
              + " epoch's weights are the model's. Default: never")
  int earlyStopping;

  @Option(
      names = "--stop-on",
      defaultValue = "loss",
      description =
          "What is watched on the examples held out: ${COMPLETION-CANDIDATES}."
              + " Default: ${DEFAULT-VALUE}")
  Stopping.Measure stopOn;

  @Option(
      names = "--shards",
      description = "Parts into which the examples are divided. Default: from their number")
  Integer shards;

  @Option(
      names = "--scaling",
      description = {
        "Of the features: ${COMPLETION-CANDIDATES}. Default: /255 where all are whole numbers from 0",
        "to 255 and some above 1, else standardise"
      })
  ScalingFit.Choice scaling;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
  long seed;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * The recipe for so many features, classes and examples.
   *
   * @throws ParameterException where an option is wrong, or does not go with another
   */
  Recipe recipe(int features, int classes, long examples) {
    try {
      return checked(features, classes, examples, InputScaling.BYTES);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * The recipe for a training set: with a scaling that follows from it, and classes that may have
   * weights.
   *
   * @throws ParameterException where an option is wrong, or does not go with another
   */
  Recipe recipe(
      int features, int classes, long examples, InputScaling inputScaling, Statistics train) {
    try {
      return checked(features, classes, examples, inputScaling)
          .withClassWeights(classWeights.of(train, classes));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** For commands that train on all examples. */
  void refuseValidation() {
    if (validation != 0) {
      throw new ParameterException(
          command.commandLine(), "--validation is train's; here all examples are trained on");
    }
  }

  /** How the examples are loaded for it, on so many partitions; null for as many as cores. */
  DataLoading loading(Integer partitions) {
    return new DataLoading(command, shards, seed, partitions);
  }

  private Recipe checked(int features, int classes, long examples, InputScaling inputScaling) {
    List<Integer> sizes = new ArrayList<>();
    sizes.add(features);
    sizes.addAll(hidden.widths);
    if (singleOutput && classes != 2) {
      throw new IllegalArgumentException(
          "--single-output tells 2 classes apart, and these are " + classes);
    }
    sizes.add(singleOutput ? 1 : classes);
    boolean lbfgs = optimizer == OptimizerName.LBFGS;
    return new Recipe(
        new Network(sizes, activation, loss, outputActivation),
        inputScaling,
        new Initialization(init, initScale),
        optimizer(),
        new Clipping(clipNorm, clipValue),
        new Regularization(dropout, l1, l2, labelSmoothing),
        List.of(),
        new Stopping(validation, earlyStopping, stopOn),
        lbfgs ? Decay.CONSTANT : schedule,
        lbfgs ? 1 : learningRate,
        warmup,
        epochs,
        lbfgs ? examples : Math.min(batch, examples),
        averageEvery,
        shards == null ? DataSet.defaultShards(examples) : shards,
        seed,
        /* from= */ null);
  }

  private Optimizer optimizer() {
    return switch (optimizer) {
      case ADAMW -> {
        if (momentum != null || nesterov) {
          String option = nesterov ? "--nesterov" : "--momentum";
          throw new IllegalArgumentException(option + " goes with --optimizer sgd");
        }
        yield new AdamW(
            AdamW.DEFAULT_BETA1, AdamW.DEFAULT_BETA2, AdamW.DEFAULT_EPSILON, weightDecay);
      }
      case LBFGS -> {
        refuseWithLbfgs(
            "--learning-rate",
            "--schedule",
            "--warmup",
            "--momentum",
            "--nesterov",
            "--weight-decay",
            "--clip-norm",
            "--clip-value",
            "--batch",
            "--average-every");
        yield new Lbfgs(Lbfgs.DEFAULT_CORRECTIONS, Lbfgs.DEFAULT_TOLERANCE);
      }
      case SGD ->
          new Sgd(momentum == null ? Sgd.DEFAULT_MOMENTUM : momentum, nesterov, weightDecay);
    };
  }

  /**
   * Refuses options that L-BFGS has no use for.
   *
   * @throws ParameterException that names the first that was given
   */
  void refuseWithLbfgs(String... names) {
    ParseResult given = command.commandLine().getParseResult();
    for (String name : names) {
      if (given.hasMatchedOption(name)) {
        boolean checkpoints = name.equals("--resume") || name.equals("--checkpoint-every");
        throw new ParameterException(
            command.commandLine(),
            name
                + " does not go with --optimizer lbfgs"
                + (checkpoints
                    ? ", which keeps no checkpoints"
                    : ": it takes all examples at once and finds its own steps"));
      }
    }
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

  private static final class BatchSize implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      try {
        return value.equals("all") ? Long.MAX_VALUE : Long.valueOf(value);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + value + "' is not a number of examples, or all");
      }
    }
  }
}
