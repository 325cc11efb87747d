package dev.lockstep.cli.train;

import dev.lockstep.cli.option.ClassesText;
import dev.lockstep.cli.option.ColumnArguments;
import dev.lockstep.cli.option.IntervalText;
import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.cli.option.ReportKind;
import dev.lockstep.cli.option.TableArguments;
import dev.lockstep.cli.option.Task;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.cli.shell.Waiting;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.run.Checkpointer;
import dev.lockstep.run.RunRecord.Occasion;
import dev.lockstep.train.FloatCollapse;
import dev.lockstep.train.exchange.Exchange;
import dev.lockstep.train.exchange.ExchangeKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of a training, wherever its data lie and whatever becomes of its model. */
public final class TrainOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin TableArguments table;

  @Mixin ColumnArguments columns;

  @Option(
      names = "--task",
      paramLabel = "classification|regression",
      description =
          "classification: take any labels of a table for classes. regression: predict numbers, of one"
              + " column or several (--label a,b). Default: regression if all labels are numbers"
              + " and some are not whole, or with a loss that only numbers have, else"
              + " classification, which refuses nearly as many labels as rows")
  Task task;

  @Option(
      names = "--classes",
      paramLabel = "A,B,...",
      converter = ClassesText.class,
      description =
          "The classes of a table, in any order; any other label is refused. Default: the labels"
              + " that occur in it")
  LabelEncoder classes;

  final RecipeOptions recipeOptions = new RecipeOptions();

  @Mixin final CommandSpec recipe = recipeOptions.mixin();

  @Option(
      names = "--partitions",
      description =
          "How many parts of the cluster the shards lie on; not part of the recipe. Default: as many as cores")
  Integer partitions;

  @Option(
      names = "--exchange",
      paramLabel = "auto|resident|jobs",
      defaultValue = "auto",
      description =
          "How parameters go to the executors and gradients return; not part of the recipe."
              + " resident: one Spark job whose tasks run during the whole training; an error if this"
              + " is impossible. jobs: one Spark job per step. auto: resident if possible, else jobs."
              + " Default: ${DEFAULT-VALUE}")
  ExchangeKind exchange;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N|Ns",
      converter = IntervalText.class,
      defaultValue = "60s",
      description =
          "Write a checkpoint every N steps, or every N seconds (as in 60s). Default: ${DEFAULT-VALUE}")
  Checkpointer.Interval checkpointEvery;

  @Option(
      names = "--report",
      paramLabel = "html|none",
      defaultValue = "html",
      description =
          "html: write report.html into the run folder, a page about the run, and mistakes.json, the"
              + " test examples that it shows. none: write neither. Default: ${DEFAULT-VALUE}")
  ReportKind report;

  @Option(names = "--quiet", description = "Print neither progress nor summary.")
  boolean quiet;

  @Option(names = "--json", description = "Print JSON in place of the summary.")
  boolean json;

  @Option(
      names = "--tag",
      paramLabel = "K=V",
      description = "A note for the record of the run; may be given more than once.")
  Map<String, String> tags = new TreeMap<>();

  /** When the command line was read. */
  private final Instant start = Instant.now();

  /** Returns true if the user has named the classes. */
  public boolean fixesClasses() {
    return classes != null;
  }

  public boolean isQuiet() {
    return quiet;
  }

  /** Returns true if JSON is wanted in place of lines. */
  public boolean printsJson() {
    return json;
  }

  /** Returns the user's notes. */
  public Map<String, String> tags() {
    return tags;
  }

  CommandSpec command() {
    return command;
  }

  /** Checks what does not depend on the data. @throws SettingException if an option is wrong */
  public void requireValid() {
    Recipe unused = anyData();
    InputChoices unusedToo = columns.choices();
    recipeOptions.loading(partitions).sharding(1, 1);
  }

  /** Returns the recipe for data of any kind. */
  public Recipe anyData() {
    return task() == Task.REGRESSION
        ? recipeOptions.recipeOfNumbers(1, 1, 1)
        : recipeOptions.recipe(1, 2, 1);
  }

  /** Returns the task, if the options tell it; else null. */
  private Task task() {
    boolean ofNumbers =
        !recipeOptions.get(NetworkSettings.LOSS).isForClasses()
            || recipeOptions.get(TrainingSettings.MEASURE).isOfNumbers();
    return task == null && ofNumbers ? Task.REGRESSION : task;
  }

  /** Returns true if the data decide what is predicted. */
  private boolean isOpen() {
    return task() == null && classes == null && recipeOptions.lossOfNumbers().isForNumbers();
  }

  /** Returns what the label columns of a table hold. */
  private Predicted predicted() {
    if (isOpen()) {
      return Predicted.EITHER;
    }
    Task known = task() == null ? Task.CLASSIFICATION : task();
    return known.predicted(recipeOptions.lossOfNumbers());
  }

  /** Returns what the options say of the recipe: the same text for the same choices. */
  public String recipeText() {
    return Settings.text(recipeOptions.values());
  }

  /** Returns what the options say of reading a table: the same texts for the same choices. */
  public List<String> tableTexts() {
    TableOptions chosen = table.options();
    List<String> names = classes == null ? List.of() : classes.names();
    InputChoices inputs = columns.choices();
    return Stream.of(
            Stream.of(chosen.format(), chosen.label(), chosen.weight(), task)
                .map(choice -> Optional.ofNullable(choice).toString()),
            chosen.dialect().texts().entrySet().stream().map(String::valueOf),
            inputs.equals(InputChoices.DEFAULT) ? Stream.<String>of() : Stream.of(inputs.text()),
            names.stream())
        .flatMap(texts -> texts)
        .toList();
  }

  /** Takes a setting's value where the options name none. */
  <T> void orElse(Setting<T> setting, T value) {
    if (!recipeOptions.values().has(setting)) {
      recipeOptions.set(setting, value);
    }
  }

  /** Returns the data of these places, read as the options say. */
  DataChoice choice(List<String> places, List<String> testPlaces, Optional<Double> testShare) {
    if (classes != null) {
      table.classes = classes.names();
    }
    List<String> made = made();
    table.inputs = columns.choices().orElse(table.inputs);
    return new DataChoice(
        places, testPlaces, testShare, table.options().predicting(predicted()), task(), made);
  }

  /** Returns the names of the settings of tables that the options make, but for the classes. */
  private List<String> made() {
    List<String> made = new ArrayList<>(table.made());
    made.addAll(TableOptions.DEFAULT.withInputs(columns.choices()).made());
    if (task == Task.REGRESSION) {
      made.add("task");
    }
    return made;
  }

  /**
   * Does the same, where an earlier model says what is predicted, unless the options do.
   *
   * @param hasClasses true if that model predicts classes
   */
  DataChoice choiceLike(boolean hasClasses, List<String> places, List<String> testPlaces) {
    DataChoice choice = choice(places, testPlaces, Optional.empty());
    if (!isOpen()) {
      return choice;
    }
    Task task = hasClasses ? Task.CLASSIFICATION : Task.REGRESSION;
    DataChoice like = choice.predicting(task.predicted(recipeOptions.lossOfNumbers()));
    return hasClasses ? like : like.of(task);
  }

  /**
   * Reads the examples; warns of features whose numbers training cannot tell apart.
   *
   * @throws IllegalArgumentException if the exchange that is asked for is impossible
   */
  TrainingData load(
      JavaSparkContext spark, DataChoice choice, Optional<StartingModel> start, DataCheck check)
      throws IOException {
    TrainingData examples =
        Waiting.during(
            "reading " + String.join(" ", choice.data()),
            quiet,
            () ->
                ColumnAdvice.reading(
                    choice,
                    tables ->
                        TrainingData.load(
                            spark,
                            recipeOptions,
                            recipeOptions.loading(partitions),
                            tables,
                            start,
                            check)));
    Exchange.requirePossible(spark, examples.train(), exchange);
    for (FloatCollapse collapse : examples.collapses()) {
      String standardise =
          start.isEmpty() ? "--scaling standardise" : "training without --from, standardised,";
      Terminal.warn(collapse.text(examples.numberNames(), standardise));
    }
    return examples;
  }

  /** Returns what {@code train} prints to standard output. */
  TrainingRun.Output output() {
    if (json) {
      return TrainingRun.Output.RECORD;
    }
    return quiet ? TrainingRun.Output.NOTHING : TrainingRun.Output.SUMMARY;
  }

  /**
   * Returns the run that trains.
   *
   * @param tensorBoard the folder of TensorBoard's files; empty for none
   * @param again the words of a command that goes on after a signal
   */
  TrainingRun run(
      JavaSparkContext spark,
      TrainingData examples,
      Path folder,
      LockedFolder locked,
      TrainingRun.Output output,
      Optional<Path> tensorBoard,
      String again) {
    return new TrainingRun(
        spark,
        examples,
        folder,
        locked,
        checkpointEvery,
        exchange,
        new TrainingRun.Outputs(output, report == ReportKind.HTML, tensorBoard),
        !quiet,
        again,
        () -> Occasion.until(Instant.now(), start, tags));
  }
}
