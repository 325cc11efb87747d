package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class MlpDefaultsTest {

  /** Two places where a default could stand, and one value. */
  @ParameterizedTest
  @CsvSource({
    "hidden, hiddenLayers",
    "activation, activation",
    "optimizer, optimizer",
    "learningRate, learningRate",
    "schedule, schedule",
    "warmup, warmup",
    "epochs, epochs",
    "batch, batchSize",
    "averageEvery, averageEvery",
    "weightDecay, weightDecay",
    "seed, seed",
    "init, init",
    "initScale, initScale",
    "clipNorm, clipNorm",
    "clipValue, clipValue",
    "dropout, dropout",
    "l1, l1",
    "l2, l2",
    "labelSmoothing, labelSmoothing",
    "validation, validationFraction",
    "earlyStopping, patience",
    "stopOn, stopOn"
  })
  void defaultsAreTheCommandLines(String option, String name) throws ReflectiveOperationException {
    String there = optionOf("RecipeOptions", option).defaultValue();
    MlpClassifier mlp = new MlpClassifier();
    Object here = mlp.getDefault(mlp.getParam(name)).get();
    String text = here instanceof int[] widths ? String.valueOf(widths[0]) : here.toString();
    assertThat(text.replaceAll("\\.0$", "")).isEqualTo(there);
  }

  /** That of a field, in a class of the command line's or in one that it takes in. */
  private static Option optionOf(String simpleName, String field)
      throws ReflectiveOperationException {
    for (Field option : Class.forName("dev.lockstep.cli." + simpleName).getDeclaredFields()) {
      if (option.isAnnotationPresent(Option.class) && option.getName().equals(field)) {
        return option.getAnnotation(Option.class);
      }
      if (option.isAnnotationPresent(Mixin.class)) {
        Option inside = optionOf(option.getType().getSimpleName(), field);
        if (inside != null) {
          return inside;
        }
      }
    }
    return null;
  }
}
