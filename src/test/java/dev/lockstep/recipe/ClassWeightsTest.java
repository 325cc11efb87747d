package dev.lockstep.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.shard.Fingerprint;
import dev.lockstep.data.shard.Statistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {

  /** As {@code sklearn.utils.class_weight.compute_class_weight('balanced', …)} has it. */
  @Test
  void balancedClassesWeighTheSameInAll() {
    assertThat(balanced(2, 3, 1)).containsExactly(4 / 6f, 2f);
    assertThat(balanced(3, 10, 20, 30)).containsExactly(2f, 1f, 60 / 90f);
  }

  @Test
  void aClassWithoutExamplesIsNotCounted() {
    assertThat(balanced(4, 3, 0, 1)).containsExactly(4 / 6f, 1f, 2f, 1f);
  }

  @Test
  void whatIsGivenStays() {
    ClassWeights given = ClassWeights.parse("1,2.5,1e-3");
    assertThat(given.of(() -> statistics(5, 5, 5).balancedWeights(3)))
        .containsExactly(1f, 2.5f, 1e-3f);
  }

  private static List<Float> balanced(int classes, long... perClass) {
    return ClassWeights.parse("balanced").of(() -> statistics(perClass).balancedWeights(classes));
  }

  private static Statistics statistics(long... perClass) {
    long count = 0;
    for (long n : perClass) {
      count += n;
    }
    return new Statistics(count, Fingerprint.EMPTY, perClass, 0, 1, true, 0);
  }
}
