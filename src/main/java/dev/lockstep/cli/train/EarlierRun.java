package dev.lockstep.cli.train;

import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.data.DataException;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.Checkpoint;
import dev.lockstep.run.Checkpoints;
import dev.lockstep.run.Fingerprints;
import dev.lockstep.run.RunJson;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.NamesSettings;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The state of an earlier run of the same recipe and data in a folder. It refuses another recipe or
 * other data.
 */
record EarlierRun(Path folder, Configuration conf, CommandLine command, TrainingData data) {
  /** Returns the recipe of a run that has ended or left a checkpoint. */
  static Optional<Recipe> recipe(Path folder, Configuration conf) throws IOException {
    return hasEnded(folder, conf)
        ? Optional.of(RunJson.read(folder, conf).recipe())
        : new Checkpoints(folder, conf).latest(warning -> {}).map(Checkpoint::recipe);
  }

  private static boolean hasEnded(Path folder, Configuration conf) throws IOException {
    Path file = new Path(folder, RunJson.FILE_NAME);
    return file.getFileSystem(conf).exists(file);
  }

  /** Returns true if the run has ended. */
  boolean isFinished() throws IOException {
    if (!hasEnded(folder, conf)) {
      return false;
    }
    Certificate certificate = RunJson.read(folder, conf);
    requireSame(certificate.recipe(), certificate.fingerprints());
    return true;
  }

  /** Returns the state in its newest whole checkpoint; removes what a killed writer has left. */
  Optional<TrainingState> state(Consumer<String> warning) throws IOException {
    RunFiles.removeAbandoned(folder, conf);
    Checkpoints checkpoints = new Checkpoints(folder, conf);
    checkpoints.removeAbandoned();
    Optional<Checkpoint> newest = checkpoints.latest(warning);
    newest.ifPresent(checkpoint -> requireSame(checkpoint.recipe(), checkpoint.fingerprints()));
    return newest.map(Checkpoint::state);
  }

  /** Compares the data first, because sizes and shards may follow from them. */
  private void requireSame(Recipe recipe, Fingerprints before) {
    Fingerprints now = data.fingerprints();
    if (!before.train().equals(now.train())) {
      throw otherData("was of other data", before.train(), data.train(), now.train());
    }
    // The checkpoints of older releases do not tell it.
    if (before.test().isPresent() && !before.test().equals(now.test())) {
      DataSet test =
          data.test()
              .orElseThrow(
                  () -> new DataException(folder + ": its run had a test set, and this has none"));
      throw otherData("had another test set", before.test().get(), test, now.test().get());
    }
    RecipeJson.difference(recipe, data.recipe())
        .ifPresent(
            difference -> {
              throw new ParameterException(
                  command,
                  "--resume "
                      + folder
                      + ": its run has another recipe: "
                      + NamesSettings.fill(difference, OptionNames::of));
            });
  }

  private DataException otherData(String what, String before, DataSet set, String now) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: its run %s: the fingerprint was %s, that of %s is %s",
            folder,
            what,
            before,
            set.name(),
            now));
  }
}
