package dev.lockstep.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The factors of the classes' losses in training.
 *
 * @param balanced true if the weights follow from the training set
 * @param given one for each class, or none
 */
public record ClassWeights(boolean balanced, List<Float> given) {
  public static final ClassWeights NONE = new ClassWeights(false, List.of());
  public static final ClassWeights BALANCED = new ClassWeights(true, List.of());

  /** Returns the weights; empty where all are 1. */
  public List<Float> of(Supplier<List<Float>> balancedWeights) {
    return balanced ? balancedWeights.get() : given;
  }

  /** Reads weights as the command line has them: {@code 1,2.5} or {@code balanced}. */
  static ClassWeights parse(String text) {
    if (text.equals("balanced")) {
      return BALANCED;
    }
    List<Float> weights = new ArrayList<>();
    for (String weight : text.split(",", -1)) {
      weights.add(weight(weight));
    }
    return new ClassWeights(false, List.copyOf(weights));
  }

  private static float weight(String text) {
    try {
      float weight = Float.parseFloat(text);
      if (weight > 0 && weight < Float.POSITIVE_INFINITY) {
        return weight;
      }
    } catch (NumberFormatException e) {
      // The exception below tells it.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a class's weight, a positive number, or balanced");
  }
}
