package dev.lockstep.cli.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.recipe.DefaultSteps;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.recipe.Values;
import dev.lockstep.report.EvaluationTable;
import dev.lockstep.report.LayerTable;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Metric;
import dev.lockstep.report.Validation;
import dev.lockstep.run.RunRecord;
import dev.lockstep.text.Counted;
import dev.lockstep.text.Printable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** Prints {@code train}'s lines before and after training. */
final class TrainSummary {
  private static final int FEW_STEPS = 20;

  /** The examples of a step for which a core of their own saves time. */
  private static final int WORTH_A_CORE = 32;

  /** The steps between averagings from which most layouts gain. */
  private static final int RARER = 48;

  private static final double WORTH_SECONDS = 10;

  private TrainSummary() {}

  static String beginning(
      Recipe recipe, Split data, double loadSeconds, Optional<DataSet> test, int cores) {
    DataSet train = data.train();
    String text =
        format(
            "%s: %s to train on, %s%s%s; read and sharded in %.1f s%n",
            train.name(),
            Counted.grouped(train.count(), "example"),
            data.validation().map(d -> format("%,d in the validation set, ", d.count())).orElse(""),
            test.map(set -> format("%,d to test on, ", set.count())).orElse(""),
            Counted.of(train.features(), "feature"),
            loadSeconds);
    text +=
        format(
            "network %s, %s; %s a step, %s an epoch, %s on %s%n",
            recipe.network(),
            Counted.grouped(recipe.network().parameterCount(), "parameter"),
            Counted.grouped(Math.min(recipe.batch(), train.count()), "example"),
            Counted.grouped(recipe.stepsPerEpoch(train.count()), "step"),
            Counted.of(recipe.shards(), "shard"),
            Counted.of(train.partitions(), "partition"));
    text += LayerTable.of(recipe.network());
    text += settings(recipe);
    if (recipe.shards() < cores && recipe.batch() >= (long) WORTH_A_CORE * cores) {
      text +=
          format(
              "note: with %s no more than %d of %d cores are busy; --shards %d would use all, and is another recipe%n",
              Counted.of(recipe.shards(), "shard"), recipe.shards(), cores, cores);
    }
    return text;
  }

  /**
   * Returns a line on what was chosen for a small table and why; empty where epochs are the usual
   * ones or the user has named them.
   */
  static String chosen(Values given, Recipe recipe) {
    if (given.has(TrainingSettings.EPOCHS)
        || recipe.epochs() == TrainingSettings.EPOCHS.defaultValue()) {
      return "";
    }
    String why =
        recipe.update().isEmpty()
            ? "is learned (--epochs)"
            : format("gets about %,d steps (--epochs, --batch)", DefaultSteps.LEAST);
    String scaling =
        given.has(TrainingSettings.SCALING)
            ? ""
            : format(
                "; the features' scaling is %s (--scaling)",
                ScalingChoice.of(recipe.scaling().method()));
    return format(
        "by default %s, so that a small table %s%s%n",
        Counted.of(recipe.epochs(), "epoch"), why, scaling);
  }

  /** Returns a line with the unusual settings of training; empty without any. */
  private static String settings(Recipe recipe) {
    List<String> set = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      if (!setting.summaryName().isEmpty() && !recipe.get(setting).equals(setting.defaultValue())) {
        set.add(setting.summaryName() + " " + plain(recipe.get(setting)));
      }
    }
    if (!recipe.classWeights().isEmpty()) {
      set.add("class weights " + classWeights(recipe.classWeights()));
    }
    EarlyStopping stopping = recipe.stopping();
    if (stopping.patience() > 0) {
      set.add(
          format(
              "early stopping after %s without a better validation %s",
              Counted.of(stopping.patience(), "epoch"), stopping.measure()));
    }
    if (recipe.from() != null) {
      set.add("first weights " + recipe.from().substring(0, 12) + "... (--from)");
    }
    return set.isEmpty() ? "" : "with " + String.join(", ", set) + "\n";
  }

  private static String classWeights(List<Float> weights) {
    String first =
        weights.stream().limit(10).map(TrainSummary::plain).collect(Collectors.joining(" "));
    return weights.size() > 10 ? first + " ..." : first;
  }

  private static String plain(Object number) {
    return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
  }

  static String end(RunRecord record, Path folder) {
    var timing = record.timing();
    return "\n"
        + record.after().map(after -> test(record, after)).orElse("")
        + validation(record)
        + (record.origin().table().weight() == null ? "" : EvaluationTable.WITHOUT_WEIGHTS + "\n")
        + converged(record)
        + format(
            "trained in %.1f s: %,.0f examples/s; a step took %.2f ms: %.2f computing, %.2f in Spark, %.2f on the driver%n",
            record.overall().seconds(),
            record.overall().examplesPerSecond(),
            millisPerStep(timing.seconds(), timing.steps()),
            millisPerStep(timing.computeSeconds(), timing.steps()),
            millisPerStep(timing.sparkSeconds(), timing.steps()),
            millisPerStep(timing.driverSeconds(), timing.steps()))
        + format("exchange %s: %s%n", record.layout().exchange(), record.layout().exchangeReason())
        + advice(record)
        + format("weights SHA-256 %s%n", record.weightsSha256())
        + format("run folder %s%n", folder);
  }

  private static String test(RunRecord record, Measured after) {
    Measured before = record.before().orElseThrow();
    List<String> names = record.origin().names();
    String table = EvaluationTable.of(after, names) + "\n";
    if (after.ofNumbers().isEmpty() || names.size() == 1) {
      return table + test("", after, before) + format(", mean loss %.4f%n", after.meanLoss());
    }
    StringBuilder lines = new StringBuilder(table);
    for (int t = 0; t < names.size(); t++) { // Each in a unit of its own.
      Measured own = after.ofNumbers().orElseThrow().ofTarget(t);
      Measured first = before.ofNumbers().orElseThrow().ofTarget(t);
      lines.append(test(" of " + Printable.line(names.get(t)), own, first)).append('\n');
    }
    return lines + format("test mean loss %.4f%n", after.meanLoss());
  }

  private static String test(String of, Measured after, Measured before) {
    Metric metric = Metric.headline(after);
    return format(
        "test %s%s %s (before training %s)",
        metric.words(), of, metric.text(metric.of(after)), metric.text(metric.of(before)));
  }

  private static String validation(RunRecord record) {
    List<Validation> epochs = record.validation();
    if (epochs.isEmpty()) {
      return "";
    }
    EarlyStopping stopping = record.recipe().stopping();
    int best = stopping.bestEpoch(epochs);
    String end =
        record.stoppedEarly() && stopping.endsAfter(epochs)
            ? format("; stopped early, after epoch %d", epochs.size())
            : "";
    return format(
        "validation: %s after epoch %d, the best by %s%s; the model's weights are those after epoch %d%n",
        epochs.get(best - 1).text(), best, stopping.measure(), end, record.savedEpoch());
  }

  /** Returns a line if L-BFGS has ended before its epochs; early stopping has a line of its own. */
  private static String converged(RunRecord record) {
    Recipe recipe = record.recipe();
    boolean early =
        record.stoppedEarly()
            && recipe.optimizer().mayConverge()
            && !recipe.stopping().endsAfter(record.validation());
    return early
        ? format(
            "L-BFGS found no better weights after epoch %d of %d%n",
            record.epochSha256().size(), recipe.epochs())
        : "";
  }

  private static String advice(RunRecord record) {
    return barelyTrained(record) + rarerAveraging(record);
  }

  private static String barelyTrained(RunRecord record) {
    Recipe recipe = record.recipe();
    long steps = record.epochSha256().size() * stepsPerEpoch(record);
    boolean mayConverge = recipe.optimizer().mayConverge() || record.stoppedEarly();
    if (steps > FEW_STEPS || mayConverge || recipe.epochs() == 0) {
      return "";
    }
    String smaller = recipe.batch() > 1 ? " or a smaller --batch" : "";
    return format(
        "note: training took %s in all, too few for most networks; a larger --epochs%s gives more%n",
        Counted.of(steps, "step"), smaller);
  }

  /**
   * Returns advice if more than half of the time went to Spark, and enough of it would be saved to
   * matter.
   */
  private static String rarerAveraging(RunRecord record) {
    var timing = record.timing();
    int now = record.recipe().averageEvery();
    // The end of an epoch averages too.
    long rarer = Math.min(now == 1 ? RARER : 2L * now, stepsPerEpoch(record));
    double saved = timing.sparkSeconds() * (1 - (double) now / rarer);
    if (timing.sparkSeconds() < timing.seconds() / 2 || saved < WORTH_SECONDS) {
      return "";
    }
    return format(
        "note: more than half of that went to Spark; --average-every %d needs one Spark job in %d steps; it is another recipe%n",
        rarer, rarer);
  }

  private static long stepsPerEpoch(RunRecord record) {
    return record.recipe().stepsPerEpoch(record.data().train().count());
  }

  private static double millisPerStep(double seconds, long steps) {
    return 1e3 * seconds / Math.max(1, steps);
  }

  private static String format(String format, Object... args) {
    return Printable.format(format, args);
  }
}
