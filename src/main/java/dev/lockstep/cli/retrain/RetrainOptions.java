package dev.lockstep.cli.retrain;

import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.train.TrainOptions;
import dev.lockstep.retrain.DayPattern;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of a retraining. */
final class RetrainOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--registry",
      required = true,
      paramLabel = "FOLDER",
      converter = PathText.class,
      description = "The folder of the model's versions, which is made if there is none.")
  String registry;

  @Mixin RetrainData data;
  @Mixin TrainOptions training;
  @Mixin RetrainChecks checks;
  @Mixin GateOptions gateOptions;

  @Option(
      names = "--warm-start",
      description = "Start from the champion's weights. Default: weights as --init draws them")
  boolean warmStart;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "Remove the files of versions that were never the champion, but for the newest N"
              + " that have a model. Their decisions stay. Default: keep all")
  Integer keep;

  @Option(
      names = "--no-promote",
      description = "Decide and record, but leave the champion where it is.")
  boolean noPromote;

  @Option(
      names = "--dry-run",
      description = "Train and decide, but leave the registry and the metrics file as they are.")
  boolean dryRun;

  @Option(names = "--kept-is-ok", description = "Exit code 0 where the champion stays.")
  boolean keptIsOk;

  @Option(
      names = "--metrics-file",
      paramLabel = "FILE",
      converter = PathText.class,
      description =
          "Write the figures in Prometheus' text format, for a textfile collector; replaced at once.")
  String metricsFile;

  /** Checks what does not depend on the data. @throws SettingException if an option is wrong */
  void requireValid() {
    training.requireValid();
    checks.requireValid();
    RetrainChecks.require(keep == null || keep >= 0, "{keep} must be 0 or more: " + keep);
    RetrainChecks.require(
        !DayPattern.isOne(registry), "{registry} is one folder for all days: {day} is for {data}");
  }

  /** Returns the words of the command line, for the record. */
  List<String> words() {
    return command.commandLine().getParseResult().originalArgs();
  }
}
