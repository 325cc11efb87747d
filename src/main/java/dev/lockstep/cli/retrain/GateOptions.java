package dev.lockstep.cli.retrain;

import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.report.Metric;
import dev.lockstep.retrain.Gate;
import dev.lockstep.text.SettingException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of a {@link Gate}. */
final class GateOptions {
  @Spec(Target.MIXEE)
  CommandSpec command;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      completionCandidates = WithTest.class,
      description =
          "What models are compared by: ${COMPLETION-CANDIDATES}. Default: accuracy; loss for models"
              + " of numbers, which have no other")
  Metric metric;

  @Option(
      names = "--min-gain",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "The least gain in the metric that counts as better; for models of numbers, a share of the"
              + " first model's loss, as in 0.01. Default: 0")
  double minGain;

  @Option(
      names = "--min-value",
      paramLabel = "X",
      description = "The least value of the metric; of the loss, the largest. Default: any")
  Double minValue;

  @Option(
      names = "--alpha",
      paramLabel = "P",
      description =
          "The largest p of the paired, one-sided test: the chance to take an equally good model"
              + " for a better one. 1: no test. Default: 0.05")
  double alpha = Gate.DEFAULT_ALPHA;

  @Option(
      names = "--max-class-loss",
      paramLabel = "X",
      description = "The most that the recall of any class may lose. Default: any")
  Double maxClassLoss;

  /** The names of the metrics that have a paired test. */
  static final class WithTest implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Metric.values())
          .filter(metric -> !metric.isOfNumbers())
          .map(Metric::toString)
          .iterator();
    }
  }

  /**
   * Returns the gate for models of classes, or of numbers.
   *
   * @throws ParameterException if an option is wrong
   */
  Gate gate(boolean hasClasses) {
    if (hasClasses) {
      return gate(metric == null ? Metric.ACCURACY : metric);
    }
    if (metric != null && metric != Metric.LOSS) {
      throw new ParameterException(
          command.commandLine(),
          "--metric " + metric + " is for classes; models of numbers are compared by loss");
    }
    if (maxClassLoss != null) {
      throw new ParameterException(command.commandLine(), "--max-class-loss is for classes");
    }
    requireShare();
    return gate(Metric.LOSS);
  }

  private void requireShare() {
    if (Math.abs(minGain) > 1) {
      throw new ParameterException(
          command.commandLine(),
          "--min-gain must be from -1 to 1, a share of the first model's loss: " + minGain);
    }
  }

  /** Checks what can be told before it is known what the models predict. */
  void check() {
    gate(metric == null ? Metric.LOSS : metric);
    if (metric == null) {
      requireShare();
    }
  }

  /** Returns the choices: the same text for the same ones. */
  String text() {
    return "Gate[metric=%s, minGain=%s, minValue=%s, alpha=%s, maxClassLoss=%s]"
        .formatted(
            metric == null ? Metric.ACCURACY : metric,
            minGain,
            optional(minValue),
            alpha,
            optional(maxClassLoss));
  }

  private Gate gate(Metric metric) {
    if (metric.isOfNumbers()) {
      throw new ParameterException(
          command.commandLine(),
          "--metric " + metric + " has no paired test; models of numbers are compared by loss");
    }
    try {
      return new Gate(metric, minGain, optional(minValue), alpha, optional(maxClassLoss));
    } catch (SettingException e) {
      throw new ParameterException(command.commandLine(), OptionNames.message(e), e);
    }
  }

  private static OptionalDouble optional(Double number) {
    return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
  }
}
