package dev.lockstep.train;

import java.util.Arrays;
import java.util.List;

/**
 * All that training goes on from after an averaging: with the recipe and the examples, the rest of
 * the training is a function of it. P: parameters.
 *
 * @param epoch from 0
 * @param stepInEpoch the next step to take, within the epoch, from 0
 * @param step steps taken since training began
 * @param examples that went into them
 * @param epochLossSum of this epoch's examples so far
 * @param epochExamples how many these are
 * @param seconds that training has taken
 * @param exponents of the next averaging's {@link ExactSum}s
 * @param epochSha256 of the weights after each epoch that is over
 * @param parameters the network's, [P]; not copied, so not to be changed afterwards
 * @param slots the optimizer's state, [slots][P]; the same goes for them
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on from a training to its file and back.
public record TrainingState(
    int epoch,
    long stepInEpoch,
    long step,
    long examples,
    double epochLossSum,
    long epochExamples,
    double seconds,
    int[] exponents,
    List<String> epochSha256,
    float[] parameters,
    float[][] slots) {
  private static final int FIRST_EXPONENT = 36;

  public TrainingState {
    epochSha256 = List.copyOf(epochSha256);
    if (epoch != epochSha256.size()) {
      throw new IllegalArgumentException(
          epoch + " epochs are over, but there are " + epochSha256.size() + " hashes");
    }
  }

  /** Where a recipe begins. */
  public static TrainingState initial(Recipe recipe) {
    float[] parameters = recipe.initialization().parameters(recipe.network(), recipe.seed());
    int[] exponents = new int[Averaging.of(recipe, 1).sums()];
    Arrays.fill(exponents, FIRST_EXPONENT);
    float[][] slots = recipe.optimizer().newState(parameters.length);
    return new TrainingState(0, 0, 0, 0, 0, 0, 0, exponents, List.of(), parameters, slots);
  }
}
