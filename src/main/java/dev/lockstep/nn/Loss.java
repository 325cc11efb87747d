package dev.lockstep.nn;

import java.io.Serializable;

/**
 * The loss that training minimises.
 *
 * @param parameter the function's free number; 0 if it has none
 */
public record Loss(LossFunction function, float parameter) implements Serializable {
  public static final Loss CROSS_ENTROPY = new Loss(LossFunction.CROSS_ENTROPY, 0);
  public static final Loss MSE = new Loss(LossFunction.MSE, 0);

  public Loss {
    float given = parameter;
    function.parameter().ifPresent(name -> function.range().require(name, given));
    if (function.parameter().isEmpty() && parameter != 0) {
      throw new IllegalArgumentException(function + " has no parameter: " + parameter);
    }
  }

  /** Returns what {@link LossFunction#hasProbabilities} returns. */
  public boolean hasProbabilities() {
    return function.hasProbabilities();
  }

  /** Returns the function's name, followed by its parameter in parentheses if it has one. */
  @Override
  public String toString() {
    return function
        + function.parameter().map(name -> " (" + name + " " + parameter + ")").orElse("");
  }
}
