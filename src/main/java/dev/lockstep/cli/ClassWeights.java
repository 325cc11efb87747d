package dev.lockstep.cli;

import dev.lockstep.data.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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

  /**
   * The weights for a training set. Balanced, every class that has examples weighs the same in all,
   * and an example 1 in the mean: n / (k n_c), as in scikit-learn, of n examples, n_c of them in
   * the class, and k classes that have some.
   */
  List<Float> of(Statistics train, int classes) {
    if (!balanced) {
      return given;
    }
    long[] perClass = Arrays.copyOf(train.perClass(), classes);
    long present = Arrays.stream(perClass).filter(n -> n > 0).count();
    return IntStream.range(0, classes)
        .mapToObj(c -> balancedWeight(train.count(), present, perClass[c]))
        .toList();
  }

  private static float balancedWeight(long examples, long classes, long ofClass) {
    return ofClass == 0 ? 1 : (float) ((double) examples / ((double) classes * ofClass));
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
