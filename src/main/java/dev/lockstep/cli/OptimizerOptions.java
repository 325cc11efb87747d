package dev.lockstep.cli;

import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Sgd;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options that decide how a gradient changes the parameters. */
public final class OptimizerOptions {
  enum OptimizerName {
    ADAMW,
    SGD,
    LBFGS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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

  public boolean isLbfgs() {
    return optimizer == OptimizerName.LBFGS;
  }

  /**
   * The optimizer.
   *
   * @throws IllegalArgumentException where it has no use for an option that was given
   * @throws ParameterException the same, with L-BFGS
   */
  Optimizer optimizer(CommandSpec command) {
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
            command,
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

  Clipping clipping() {
    return new Clipping(clipNorm, clipValue);
  }

  Decay schedule() {
    return isLbfgs() ? Decay.CONSTANT : schedule;
  }

  double learningRate() {
    return isLbfgs() ? 1 : learningRate;
  }

  /**
   * Refuses options that L-BFGS has no use for.
   *
   * @throws ParameterException that names the first that was given
   */
  private static void refuseWithLbfgs(CommandSpec command, String... names) {
    ParseResult given = command.commandLine().getParseResult();
    for (String name : names) {
      if (given.hasMatchedOption(name)) {
        throw new ParameterException(
            command.commandLine(),
            name
                + " does not go with --optimizer lbfgs"
                + ": it takes all examples at once and finds its own steps");
      }
    }
  }
}
