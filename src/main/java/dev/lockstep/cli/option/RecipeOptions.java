package dev.lockstep.cli.option;

import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.recipe.Values;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options that decide the model: one for each of {@link Settings}. */
public final class RecipeOptions {
  private final CommandSpec mixin = CommandSpec.create();
  private Values values = Values.DEFAULTS;

  public RecipeOptions() {
    Settings.options().forEach(setting -> mixin.addOption(option(setting)));
  }

  /** Returns the options, for a command to mix in. */
  public CommandSpec mixin() {
    return mixin;
  }

  /** Returns the values given on the command line. */
  public Values values() {
    return values;
  }

  public <T> T get(Setting<T> setting) {
    return values.get(setting);
  }

  /** Sets a value in place of the command line's. */
  public <T> void set(Setting<T> setting, T value) {
    values = values.with(setting, value);
  }

  private <T> OptionSpec option(Setting<T> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(OptionNames.of(setting.name()))
            .type(setting.valueClass())
            .paramLabel(setting.label())
            .description(description(setting))
            .setter(new Entry<>(setting));
    return setting.valueClass() == boolean.class
        ? option.build()
        : option.converters(converter(setting)).build();
  }

  private static String description(Setting<?> setting) {
    String choices = String.join(", ", setting.choices());
    String text = setting.doc(OptionNames::of) + (choices.isEmpty() ? "" : ": " + choices) + ".";
    return setting.valueClass() == boolean.class
        ? text
        : text + " Default: " + setting.defaultText();
  }

  private static <T> ITypeConverter<T> converter(Setting<T> setting) {
    return text -> {
      try {
        return setting.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /** Sets the value of an option; picocli sets null before it reads a command line. */
  private final class Entry<T> implements ISetter {
    private final Setting<T> setting;

    Entry(Setting<T> setting) {
      this.setting = setting;
    }

    @Override
    @SuppressWarnings("unchecked") // The converter returns the setting's type.
    public <V> V set(V value) {
      values = value == null ? values.without(setting) : values.with(setting, (T) value);
      return null;
    }
  }

  /**
   * Returns the recipe for these features, classes and examples.
   *
   * @throws ParameterException if an option is wrong, or contradicts another
   */
  public Recipe recipe(int features, int classes, long examples) {
    return recipe(
        Preprocessing.plain(features, InputScaling.BYTES), Task.CLASSES, classes, examples);
  }

  /** Returns the recipe for so many numbers to predict, which are not scaled. */
  public Recipe recipeOfNumbers(int features, int targets, long examples) {
    Task task = new ValueTask(TargetScaling.none(targets));
    return recipe(Preprocessing.plain(features, InputScaling.BYTES), task, targets, examples);
  }

  /** Returns the loss that is minimised if numbers are predicted. */
  public LossFunction lossOfNumbers() {
    return values.has(NetworkSettings.LOSS) ? get(NetworkSettings.LOSS) : LossFunction.MSE;
  }

  /**
   * Returns the recipe for a training set: with a preprocessing that follows from it, and classes
   * that may have weights.
   *
   * @param names the number of classes, or of the numbers to predict
   * @throws ParameterException if an option is wrong, or contradicts another
   */
  public Recipe recipe(
      Preprocessing preprocessing, Task task, int names, long examples, Statistics train) {
    Recipe recipe = recipe(preprocessing, task, names, examples);
    try {
      return recipe.withClassWeights(
          get(TrainingSettings.CLASS_WEIGHTS).of(() -> train.balancedWeights(names)));
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private Recipe recipe(Preprocessing preprocessing, Task task, int names, long examples) {
    int shards =
        values.has(TrainingSettings.SHARDS)
            ? get(TrainingSettings.SHARDS)
            : defaultShards(examples);
    try {
      return Recipe.of(values, new Recipe.Facts(task, names, examples, shards, preprocessing));
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  /** Returns the number of shards where the user names none. */
  public int defaultShards(long examples) {
    return DataSet.defaultShards(examples, batch(examples));
  }

  private long batch(long examples) {
    try {
      return Recipe.batch(values, examples);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private ParameterException wrong(IllegalArgumentException e) {
    return new ParameterException(mixin.commandLine(), OptionNames.message(e), e);
  }

  /** Refuses a validation set, for commands that train on all examples. */
  public void refuseValidation() {
    if (get(TrainingSettings.VALIDATION) != 0) {
      throw new ParameterException(
          mixin.commandLine(), "--validation is train's; here all examples are trained on");
    }
  }

  /**
   * Returns the loading of the recipe's examples.
   *
   * @param partitions null for as many as cores
   */
  public DataLoading loading(Integer partitions) {
    Integer shards = values.has(TrainingSettings.SHARDS) ? get(TrainingSettings.SHARDS) : null;
    long batch = batch(Long.MAX_VALUE);
    return new DataLoading(mixin, shards, batch, get(TrainingSettings.SEED), partitions);
  }
}
