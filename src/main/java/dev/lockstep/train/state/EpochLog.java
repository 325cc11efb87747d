package dev.lockstep.train.state;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Metric;
import dev.lockstep.report.Validation;
import dev.lockstep.text.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** The record of past epochs, and the decision whether another one follows. P: parameters. */
public final class EpochLog {
  private final JavaSparkContext spark;
  private final Optional<DataSet> validationSet;
  private final Recipe recipe;
  private final List<String> sha256;
  private final List<Validation> validation;

  /** The parameters after the best epoch, [P]; empty if training keeps the last ones. */
  private float[] best;

  /**
   * Continues from a state.
   *
   * @throws IllegalArgumentException if the recipe and the data disagree on a validation set
   */
  public EpochLog(JavaSparkContext spark, Split data, Recipe recipe, TrainingState from) {
    this.spark = spark;
    this.recipe = recipe;
    validationSet = data.validation();
    if (validationSet.isPresent() != recipe.stopping().validation() > 0) {
      throw new SettingException(
          "{validation} " + recipe.stopping().validation() + ", but the data are not split so");
    }
    sha256 = new ArrayList<>(from.epochSha256());
    validation = new ArrayList<>(from.validation());
    best = from.best();
  }

  /**
   * Adds an epoch that has ended.
   *
   * @param parameters after it, [P]
   * @param step steps since training began
   * @return the measures on the validation set, if there is one
   */
  public Optional<Validation> add(float[] parameters, long step) {
    sha256.add(Model.weightsSha256(parameters));
    if (validationSet.isEmpty()) {
      return Optional.empty();
    }
    Measured measured = Evaluator.measure(spark, validationSet.get(), recipe, parameters);
    if (!Double.isFinite(measured.meanLoss())
        || !Double.isFinite(Metric.headline(measured).of(measured))) {
      throw new DivergedException(
          sha256.size(), step, "the loss of the validation set is not finite");
    }
    validation.add(Validation.of(measured));
    EarlyStopping stopping = recipe.stopping();
    if (stopping.patience() > 0 && stopping.bestEpoch(validation) == validation.size()) {
      best = parameters.clone();
    }
    return Optional.of(validation.get(validation.size() - 1));
  }

  /** Returns true if no epoch follows. */
  public boolean isOver() {
    return sha256.size() >= recipe.epochs() || recipe.stopping().endsAfter(validation);
  }

  /** Returns the parameters of the model: the last ones, or those after the best epoch. */
  public float[] saved(float[] last) {
    return best.length == 0 ? last : best;
  }

  /** Returns the SHA-256 of the weights after each epoch. */
  public List<String> sha256() {
    return List.copyOf(sha256);
  }

  /** Returns the measures of each epoch, if there is a validation set. */
  public List<Validation> validation() {
    return List.copyOf(validation);
  }

  /** Returns the parameters after the best epoch; the array does not change any more. */
  public float[] best() {
    return best;
  }
}
