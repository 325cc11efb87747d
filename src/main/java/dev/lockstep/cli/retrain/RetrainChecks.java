package dev.lockstep.cli.retrain;

import dev.lockstep.retrain.drift.Drift;
import dev.lockstep.text.SettingException;
import picocli.CommandLine.Option;

/** The checks of the data before a retraining. */
final class RetrainChecks {
  @Option(
      names = "--min-examples",
      paramLabel = "N",
      defaultValue = "1",
      description = "The fewest examples to learn from. Default: ${DEFAULT-VALUE}")
  long minExamples;

  @Option(
      names = "--max-drift",
      paramLabel = "X",
      description =
          "The largest population stability index of a feature or the labels, against what the"
              + " champion was trained on. Default: any")
  double maxDrift = Double.POSITIVE_INFINITY;

  @Option(
      names = "--warn-drift",
      paramLabel = "X",
      description = "From which index on to warn. Default: " + Drift.WORTH_A_WARNING)
  double warnDrift = Drift.WORTH_A_WARNING;

  /**
   * @throws SettingException if a number is out of range
   */
  void requireValid() {
    require(minExamples >= 1, "{minExamples} must be 1 or more: " + minExamples);
    require(maxDrift >= 0, "{maxDrift} must be 0 or more: " + maxDrift);
    require(warnDrift >= 0, "{warnDrift} must be 0 or more: " + warnDrift);
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new SettingException(message);
    }
  }
}
