package dev.lockstep.cli;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Stopping;
import dev.lockstep.train.ScalingFit;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that decide the model. Their defaults stand here, in the parts too, and nowhere else.
 */
public final class RecipeOptions {
  @Mixin public NetworkOptions network;

  @Mixin public OptimizerOptions optimizer;

  @Mixin RegularizationOptions regularization;

  @Option(
      names = "--epochs",
      defaultValue = "10",
      description = "Passes over the examples; the most, with lbfgs. Default: ${DEFAULT-VALUE}")
  public int epochs;

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
  public Integer shards;

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
  public CommandSpec command;

  /**
   * The recipe for so many features, classes and examples.
   *
   * @throws ParameterException where an option is wrong, or does not go with another
   */
  public Recipe recipe(int features, int classes, long examples) {
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
  public Recipe recipe(
      int features, int classes, long examples, InputScaling inputScaling, Statistics train) {
    try {
      return checked(features, classes, examples, inputScaling)
          .withClassWeights(regularization.classWeights.of(train, classes));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** For commands that train on all examples. */
  public void refuseValidation() {
    if (validation != 0) {
      throw new ParameterException(
          command.commandLine(), "--validation is train's; here all examples are trained on");
    }
  }

  /** How the examples are loaded for it, on so many partitions; null for as many as cores. */
  public DataLoading loading(Integer partitions) {
    return new DataLoading(command, shards, seed, partitions);
  }

  private Recipe checked(int features, int classes, long examples, InputScaling inputScaling) {
    return new Recipe(
        network.network(features, classes),
        inputScaling,
        network.initialization(),
        optimizer.optimizer(command),
        optimizer.clipping(),
        regularization.regularization(),
        List.of(),
        new Stopping(validation, earlyStopping, stopOn),
        optimizer.schedule(),
        optimizer.learningRate(),
        optimizer.warmup,
        epochs,
        optimizer.isLbfgs() ? examples : Math.min(batch, examples),
        averageEvery,
        shards == null ? DataSet.defaultShards(examples) : shards,
        seed,
        /* from= */ null);
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
