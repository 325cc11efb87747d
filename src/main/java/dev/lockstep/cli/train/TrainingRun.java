package dev.lockstep.cli.train;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.cli.shell.TerminalWidth;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Measured;
import dev.lockstep.report.MetricsLog;
import dev.lockstep.report.Mistakes;
import dev.lockstep.report.Progress;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.page.MistakesFile;
import dev.lockstep.report.page.RunPage;
import dev.lockstep.run.Checkpointer;
import dev.lockstep.run.Checkpoints;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunJson;
import dev.lockstep.run.RunRecord;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Evaluator;
import dev.lockstep.train.state.Evaluator.Tested;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains on examples and completes a run folder, or leaves a last checkpoint in it.
 *
 * @param locked the folder, held by this run
 * @param showsProgress whether it goes to standard error
 * @param again the words of a command that goes on after a signal
 * @param occasion told once the run has come to its end
 */
record TrainingRun(
    JavaSparkContext spark,
    TrainingData data,
    Path folder,
    LockedFolder locked,
    Checkpointer.Interval interval,
    ExchangeKind exchange,
    Outputs outputs,
    boolean showsProgress,
    String again,
    Supplier<RunRecord.Occasion> occasion) {

  /**
   * What a run leaves beside model, record and log.
   *
   * @param terminal goes to standard output
   * @param page whether the folder gets a page about the run
   * @param tensorBoard the folder of TensorBoard's files; empty for none
   */
  record Outputs(Output terminal, boolean page, Optional<Path> tensorBoard) {}

  /** What goes to standard output. */
  enum Output {
    SUMMARY,
    RECORD,
    NOTHING
  }

  /** Trains on from a state, and returns the exit code. */
  int from(TrainingState state) throws IOException {
    if (outputs.terminal == Output.SUMMARY) {
      printBeginning();
    }
    Configuration conf = spark.hadoopConfiguration();
    data.origin().write(folder, conf);
    try (TensorBoardLog events = events(state, conf)) {
      Optional<Measured> before = test(data.initial().parameters(), 0).map(Tested::measured);
      locked.beginTraining();
      Trained trained;
      try {
        trained = train(state, events);
      } catch (Checkpointer.StoppedException e) {
        // Printed here, because the JVM ends once the lock is closed.
        Terminal.say("lockstep: " + e.getMessage() + "; " + again + " goes on from there");
        return ExitCode.TERMINATED;
      }
      Optional<Tested> after = test(trained.parameters(), outputs.page ? Mistakes.FOR_A_REPORT : 0);
      if (events != null && after.isPresent()) {
        events.test(after.get().measured());
      }
      complete(trained, before, after, conf);
      return ExitCode.DONE;
    }
  }

  /** Returns the log for TensorBoard; null if none is wanted. */
  private TensorBoardLog events(TrainingState state, Configuration conf) throws IOException {
    return outputs.tensorBoard.isEmpty()
        ? null
        : TensorBoardLog.begin(outputs.tensorBoard.get(), folder.getName(), state, conf);
  }

  /** Writes the run's files; the page is last, because it is made from the others. */
  private void complete(
      Trained trained, Optional<Measured> before, Optional<Tested> after, Configuration conf)
      throws IOException {
    Recipe recipe = data.recipe();
    Model model =
        new Model(
                recipe.network(),
                recipe.preprocessing(),
                recipe.task(),
                data.origin().featureNames(),
                data.origin().names(),
                trained.parameters())
            .withDialect(data.origin().table().dialect().texts());
    ModelFile.write(model, new Path(folder, ModelFile.NAME), conf);
    if (outputs.page && after.isPresent()) {
      MistakesFile.of(
              after.get().mistakes(), after.get().errors(), data.image(), recipe.preprocessing())
          .write(folder, conf);
    }
    RunRecord record =
        RunRecord.of(
            spark,
            recipe,
            data.split(),
            data.test(),
            data.origin(),
            trained,
            before,
            after.map(Tested::measured),
            occasion.get());
    RunJson.write(record, folder, conf);
    DataOrigin.remove(folder, conf);
    if (outputs.page) {
      RunPage.write(folder, conf);
    }
    if (outputs.terminal == Output.RECORD) {
      Terminal.printLines(RunJson.text(record));
    } else if (outputs.terminal == Output.SUMMARY) {
      Terminal.printLines(TrainSummary.end(record, folder));
    }
  }

  private void printBeginning() {
    Terminal.printLines(
        TrainSummary.beginning(
            data.recipe(),
            data.split(),
            data.loadSeconds(),
            data.test(),
            spark.defaultParallelism()));
    Terminal.printLines(TrainSummary.chosen(data.given(), data.recipe()));
    data.guessedLabel()
        .ifPresent(
            label ->
                Terminal.print(
                    "columns have no names: column %s is the label; --label names another%n",
                    label));
    LeftOut.lines(data.origin().leftOut()).forEach(line -> Terminal.print("%s%n", line));
    if (!data.origin().targetNames().isEmpty()) {
      Terminal.print("%s%n", data.predicts());
    }
    data.origin().testShare().ifPresent(TrainingRun::printTestSet);
  }

  private static void printTestSet(double share) {
    if (share == 0) {
      Terminal.print("no test set (--test-share 0): nothing tells how good the model is%n");
      return;
    }
    Terminal.print(
        "no test set given: %s of the table, chosen by its examples' content, is the test set%n",
        share == TestPart.USUAL ? "a fifth" : "a share of " + share);
  }

  private Trained train(TrainingState state, TensorBoardLog events) throws IOException {
    Configuration conf = spark.hadoopConfiguration();
    Recipe recipe = data.recipe();
    try (MetricsLog log = MetricsLog.goingOn(folder, conf, state.epoch());
        Progress progress =
            new Progress(
                Terminal.progress(!showsProgress),
                new TerminalWidth(System.getenv()),
                recipe.epochs(),
                data.train().count());
        Checkpointer checkpointer =
            new Checkpointer(
                new Checkpoints(folder, conf),
                recipe,
                data.fingerprints(),
                state.step(),
                interval,
                locked::stopAsked)) {
      TrainingListener all =
          new TrainingListener() {
            @Override
            public void onStep(Measures measures) {
              progress.onStep(measures);
            }

            @Override
            public void onEpoch(Measures measures) {
              log.onEpoch(measures);
              progress.onEpoch(measures);
              if (events != null) {
                events.onEpoch(measures);
              }
            }
          };
      Session.endWarmUp();
      return Trainer.train(
          spark, data.split(), recipe, state, exchange, afterMetrics(log, checkpointer), all);
    }
  }

  /**
   * Returns a listener that flushes the log before a checkpoint, because a run that goes on from it
   * does not write the lines of the epochs before.
   */
  private static StateListener afterMetrics(MetricsLog log, Checkpointer checkpointer) {
    return new StateListener() {
      @Override
      public boolean wants(long step) {
        return checkpointer.wants(step);
      }

      @Override
      public void onState(TrainingState state) {
        log.flush();
        checkpointer.onState(state);
      }
    };
  }

  /** Returns the measures on the test set; empty without one. */
  private Optional<Tested> test(float[] parameters, int mostMistakes) {
    return data.test()
        .map(test -> Evaluator.test(spark, test, data.recipe(), parameters, mostMistakes));
  }
}
