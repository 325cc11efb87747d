package dev.lockstep.train.state;

import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Validation;
import dev.lockstep.text.Counted;
import dev.lockstep.train.step.Averaging;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The state of a training after an averaging: with the recipe and the examples, the rest of the
 * training is a function of it. P: parameters.
 *
 * @param epoch from 0
 * @param stepInEpoch the next step to take, within the epoch, from 0
 * @param step steps taken since training began
 * @param examples the examples of these steps
 * @param epochSum of this epoch so far
 * @param seconds that training has taken
 * @param exponents of the next averaging's {@link ExactSum}s
 * @param epochSha256 of the weights after each past epoch
 * @param parameters the network's, [P]; not copied, so not to be changed afterwards
 * @param slots the optimizer's state, [slots][P]; not copied either
 * @param validation of each past epoch, on the validation set; empty without one
 * @param best the parameters after the best of these epochs, [P]; empty if training keeps the last
 *     ones
 * @param lbfgs of L-BFGS
 */
@SuppressWarnings("ArrayRecordComponent") // Passed from a training to its file and back.
public record TrainingState(
    int epoch,
    long stepInEpoch,
    long step,
    long examples,
    EpochSum epochSum,
    double seconds,
    int[] exponents,
    List<String> epochSha256,
    float[] parameters,
    float[][] slots,
    List<Validation> validation,
    float[] best,
    LbfgsMemory lbfgs) {
  private static final int FIRST_EXPONENT = 36;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public TrainingState {
    epochSha256 = List.copyOf(epochSha256);
    validation = List.copyOf(validation);
    if (epoch != epochSha256.size()) {
      throw new IllegalArgumentException(
          Counted.of(epochSha256.size(), "hash") + " after " + Counted.of(epoch, "epoch"));
    }
    for (String hash : epochSha256) {
      require(SHA_256.matcher(hash).matches(), "an epoch's hash is not a SHA-256", hash);
    }
    require(stepInEpoch >= 0, "the step in the epoch is negative", stepInEpoch);
    require(step >= stepInEpoch, "fewer steps than in this epoch", step);
    require(epoch > 0 || step == stepInEpoch, "more steps than in this epoch, the first", step);
    require(examples >= epochSum.examples(), "fewer examples than in this epoch", examples);
    require(seconds >= 0 && Double.isFinite(seconds), "not a training time", seconds);
    for (int exponent : exponents) {
      ExactSum.requireExponent(exponent);
    }
  }

  /** Creates the state of a training with another optimizer than L-BFGS, or at its beginning. */
  public TrainingState(
      int epoch,
      long stepInEpoch,
      long step,
      long examples,
      EpochSum epochSum,
      double seconds,
      int[] exponents,
      List<String> epochSha256,
      float[] parameters,
      float[][] slots,
      List<Validation> validation,
      float[] best) {
    this(
        epoch,
        stepInEpoch,
        step,
        examples,
        epochSum,
        seconds,
        exponents,
        epochSha256,
        parameters,
        slots,
        validation,
        best,
        LbfgsMemory.NONE);
  }

  /**
   * Checks that a recipe's training can have this state.
   *
   * @throws IllegalArgumentException that names the difference
   */
  public void requireOf(Recipe recipe) {
    require(epoch <= recipe.epochs(), "more epochs than the recipe's", epoch);
    int sums = Averaging.of(recipe, 1).sums();
    require(exponents.length == sums, "not " + sums + " exponents", exponents.length);
    int slotCount = recipe.optimizer().slots();
    require(slots.length == slotCount, "not " + slotCount + " slots", slots.length);
    int count = recipe.network().parameterCount();
    requireParameters(parameters, count);
    int validated = recipe.stopping().validation() > 0 ? epoch : 0;
    require(validation.size() == validated, "not " + validated + " validations", validation.size());
    requireParameters(best, epoch > 0 && recipe.stopping().patience() > 0 ? count : 0);
    int pairs = recipe.optimizer().pairs();
    int losses = pairs > 0 && epoch > 0 ? 1 + epoch : 0;
    require(lbfgs.losses().size() == losses, "not " + losses + " losses", lbfgs.losses().size());
    require(lbfgs.pairs() <= pairs, "more than " + pairs + " pairs", lbfgs.pairs());
    for (float[] slot : slots) {
      require(slot.length == count, "not " + count + " elements in a slot", slot.length);
      for (float element : slot) {
        // Infinity is allowed: the square of a gradient that was almost too large.
        if (Float.isNaN(element)) {
          throw new IllegalArgumentException("a slot has an element that is not a number");
        }
      }
    }
  }

  private static void requireParameters(float[] parameters, int count) {
    require(parameters.length == count, "not " + count + " parameters", parameters.length);
    for (float parameter : parameters) {
      if (!Float.isFinite(parameter)) {
        throw new IllegalArgumentException("a parameter is not finite: " + parameter);
      }
    }
  }

  /**
   * Checks that a training with this number of steps per epoch can have this state.
   *
   * @throws IllegalArgumentException if its counts of steps contradict it
   */
  public void requireStepsPerEpoch(long stepsPerEpoch) {
    require(
        stepInEpoch < stepsPerEpoch, "past the " + stepsPerEpoch + " of its epoch", stepInEpoch);
    require(
        step - stepInEpoch == epoch * stepsPerEpoch,
        "not "
            + Counted.of(epoch, "epoch")
            + " of "
            + Counted.of(stepsPerEpoch, "step")
            + " and "
            + stepInEpoch,
        step);
  }

  private static void require(boolean condition, String problem, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(problem + ": " + value);
    }
  }

  /**
   * Returns the state in which a recipe's training begins.
   *
   * @throws IllegalArgumentException if it begins with a model's weights
   */
  public static TrainingState initial(Recipe recipe) {
    require(recipe.from() == null, "training starts from a model's weights", recipe.from());
    return startingFrom(
        recipe, recipe.initialization().parameters(recipe.network(), recipe.seed()));
  }

  /**
   * Returns the state in which a recipe's training begins from a model.
   *
   * @throws IllegalArgumentException if it begins from another model or from none
   */
  public static TrainingState initial(Recipe recipe, Model model) {
    String sha256 = Model.weightsSha256(model.parameters());
    if (!sha256.equals(recipe.from())) {
      throw new IllegalArgumentException(
          "its weights have the SHA-256 "
              + sha256
              + ", but training started from "
              + (recipe.from() == null ? "no model" : recipe.from()));
    }
    return startingFrom(recipe, model.parameters().clone());
  }

  /**
   * Returns the state in which a recipe's training begins from given parameters.
   *
   * @param parameters [P]; not copied, so not to be changed afterwards
   */
  public static TrainingState startingFrom(Recipe recipe, float[] parameters) {
    int[] exponents = new int[Averaging.of(recipe, 1).sums()];
    Arrays.fill(exponents, FIRST_EXPONENT);
    float[][] slots = recipe.optimizer().newState(parameters.length);
    return new TrainingState(
        0,
        0,
        0,
        0,
        EpochSum.NONE,
        0,
        exponents,
        List.of(),
        parameters,
        slots,
        List.of(),
        new float[0]);
  }
}
