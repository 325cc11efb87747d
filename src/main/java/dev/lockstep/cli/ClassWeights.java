package dev.lockstep.cli;

import dev.lockstep.data.shard.Statistics;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --class-weights}.
 *
 * @param balanced whether the weights follow from the training set
 * @param given one for each class, or none
 */
record ClassWeights(boolean balanced, List<Float> given) {
  static final ClassWeights NONE = new ClassWeights(false, List.of());

  /** The weights for a training set. */
  List<Float> of(Statistics train, int classes) {
    return balanced ? train.balancedWeights(classes) : given;
  }

  static final class Converter implements ITypeConverter<ClassWeights> {
    @Override
    public ClassWeights convert(String value) {
      return value.equals("balanced")
          ? new ClassWeights(true, List.of())
          : new ClassWeights(
              false, Arrays.stream(value.split(",", -1)).map(Converter::weight).toList());
    }

    private static Float weight(String value) {
      try {
        float weight = Float.parseFloat(value);
        if (weight > 0 && !Float.isInfinite(weight)) {
          return weight;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "'" + value + "' is not a class's weight, a positive number, or balanced");
    }
  }
}
