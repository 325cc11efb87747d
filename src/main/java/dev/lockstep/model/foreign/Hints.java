package dev.lockstep.model.foreign;

import dev.lockstep.nn.Activation;
import java.util.List;
import java.util.Optional;

/**
 * What a user says of weights from elsewhere, because their file cannot.
 *
 * @param hidden the widths of the hidden layers: must be the file's, and choose where several
 *     orders of its layers fit
 * @param activation of the hidden layers
 * @param range the input scaling
 * @param classNames one for each class, in the order of the outputs
 * @param order the dimensions of the weights
 */
public record Hints(
    Optional<List<Integer>> hidden,
    Optional<Activation> activation,
    Optional<InputRange> range,
    Optional<List<String>> classNames,
    Optional<WeightOrder> order) {
  public static final Hints NONE =
      new Hints(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
