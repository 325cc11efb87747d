package dev.lockstep.ml.fit;

import dev.lockstep.data.DataException;
import dev.lockstep.data.shard.Split;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.run.Checkpoint;
import dev.lockstep.run.Checkpoints;
import dev.lockstep.run.Fingerprints;
import dev.lockstep.run.RunLock;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.NamesSettings;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a fit in the folder that {@code checkpointDir} names: it reads the newest of
 * an earlier fit of the same rows and params, and writes its own after every few epochs. It holds
 * the folder's lock until it is closed.
 */
final class FitCheckpoints implements StateListener, AutoCloseable {
  private final Logger log;
  private final Path folder;
  private final Checkpoints files;
  private final int interval;
  private final Recipe recipe;
  private final Fingerprints fingerprints;
  private final Progress progress;
  private final RunLock lock;
  private int epochsSaved;

  /**
   * Takes the folder, and creates it if it is missing.
   *
   * @param progress of the fit
   * @throws dev.lockstep.run.RunHeldException if another fit holds the folder
   * @throws UncheckedIOException if there is no such folder, and none can be made
   */
  FitCheckpoints(
      MlpParams params, Configuration conf, Split rows, Recipe recipe, Progress progress) {
    log = LoggerFactory.getLogger(params.getClass());
    folder = new Path(params.getCheckpointDir());
    files = new Checkpoints(folder, conf);
    interval = params.getCheckpointInterval();
    this.recipe = params.isSet(params.initialWeights()) ? startingFrom(params, recipe) : recipe;
    fingerprints =
        new Fingerprints(
            rows.fingerprint().toString(),
            rows.validation().map(held -> held.statistics().fingerprint().toString()));
    this.progress = progress;
    try {
      RunFiles.makeFolder(folder, conf);
      lock = RunLock.take(folder, conf, this::warn);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Recipe startingFrom(MlpParams params, Recipe recipe) {
    float[] weights = Features.toFloats(params.getInitialWeights());
    return new Recipe(
        recipe.values(),
        recipe.sizes(),
        recipe.preprocessing(),
        recipe.task(),
        recipe.classWeights(),
        Model.weightsSha256(weights));
  }

  /**
   * Returns the state to go on from.
   *
   * @param initial where there is no checkpoint
   * @throws DataException if the checkpoint is of other rows
   * @throws IllegalArgumentException if it is of other params
   */
  TrainingState start(TrainingState initial) {
    try {
      files.removeAbandoned();
      Optional<Checkpoint> newest = files.latest(this::warn);
      if (newest.isEmpty()) {
        return initial;
      }
      requireSame(newest.get());
      progress.goOn(newest.get().meanLosses());
      epochsSaved = progress.epochsDone();
      return newest.get().state();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void requireSame(Checkpoint before) {
    Fingerprints then = before.fingerprints();
    if (!then.train().equals(fingerprints.train())) {
      throw new DataException(
          otherFit(
              "other rows: their fingerprint was "
                  + then.train()
                  + ", and that of these is "
                  + fingerprints.train()));
    }
    if (!Objects.equals(before.recipe().from(), recipe.from())) {
      throw new IllegalArgumentException(otherFit("other initialWeights"));
    }
    RecipeJson.difference(before.recipe(), recipe)
        .ifPresent(
            difference -> {
              String named = NamesSettings.fill(difference, ParamNames::of);
              throw new IllegalArgumentException(otherFit("other params: " + named));
            });
    if (!then.test().equals(fingerprints.test())) { // Another column of marks, or other marks.
      throw new DataException(otherFit("another validation set"));
    }
    if (before.meanLosses().size() != before.state().epoch()) {
      throw new DataException(otherFit("a run of the command line"));
    }
  }

  private String otherFit(String of) {
    return "checkpointDir "
        + folder
        + ": its checkpoint is of "
        + of
        + "; remove its folder "
        + Checkpoints.FOLDER_NAME
        + " to begin anew";
  }

  /** Wants the state after each interval's last epoch; after the training's last there is none. */
  @Override
  public boolean wants(long step) {
    return interval > 0
        && progress.epochsDone() - epochsSaved >= interval
        && progress.epochsLeft() > 0;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException if it cannot be written
   */
  @Override
  public void onState(TrainingState state) {
    try {
      files.write(new Checkpoint(recipe, fingerprints, state, progress.meanLosses()));
      epochsSaved = progress.epochsDone();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes the checkpoints of a fit that has ended; a warning tells if that is impossible. */
  void remove() {
    try {
      files.remove();
    } catch (IOException e) {
      warn(failed(e).getMessage());
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      warn(failed(e).getMessage());
    }
  }

  private void warn(String message) {
    log.warn(message);
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("checkpointDir " + folder + ": " + e.getMessage(), e);
  }
}
