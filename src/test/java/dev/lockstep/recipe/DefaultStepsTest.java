package dev.lockstep.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.input.InputScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultStepsTest {
  /** The last three are the built-in digits, MNIST and a table like HIGGS. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 780",
    "15, 15, 780",
    "16, 16, 780",
    "17, 16, 390",
    "105, 16, 112",
    "255, 16, 49",
    "256, 32, 98",
    "1000, 64, 49",
    "2047, 128, 49",
    "2048, 256, 98",
    "10000, 256, 20",
    "19712, 256, 11",
    "19713, 256, 10",
    "20000, 256, 10",
    "60000, 256, 10",
    "1000000, 256, 10"
  })
  void fewExamplesTakeSmallerBatchesAndMoreEpochs(long examples, long batch, int epochs) {
    Recipe recipe = of(Values.DEFAULTS, examples);
    assertThat(recipe.batch()).isEqualTo(batch);
    assertThat(recipe.epochs()).isEqualTo(epochs);
  }

  @Test
  void whatTheUserNamesStays() {
    Values named = Values.DEFAULTS.with(TrainingSettings.EPOCHS, 10);
    assertThat(of(named, 100).epochs()).isEqualTo(10);
    assertThat(of(named.with(TrainingSettings.EPOCHS, 0), 100).epochs()).isZero();
    assertThat(of(named.with(TrainingSettings.BATCH, 256L), 100).batch()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"50, 100, 390", "50, 20000, 10", "1000, 2000, 98", "1000, 60000, 10"})
  void epochsFollowFromANamedBatchUnlessItIsLarge(long batch, long examples, int epochs) {
    Values named = Values.DEFAULTS.with(TrainingSettings.BATCH, batch);
    assertThat(of(named, examples).epochs()).isEqualTo(epochs);
  }

  @ParameterizedTest
  @CsvSource({"100, 30", "5000, 30", "10000, 20", "20000, 10", "60000, 10"})
  void lbfgsTakesMoreIterationsOverFewExamples(long examples, int epochs) {
    Values lbfgs = Values.DEFAULTS.with(TrainingSettings.OPTIMIZER, OptimizerName.LBFGS);
    assertThat(of(lbfgs, examples).epochs()).isEqualTo(epochs);
  }

  private static Recipe of(Values values, long examples) {
    return Recipe.of(values, new Recipe.Facts(4, 3, examples, 1, InputScaling.NONE));
  }
}
