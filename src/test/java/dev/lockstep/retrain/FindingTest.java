package dev.lockstep.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.retrain.Finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void tooFewExamplesAreRefused() {
    assertThat(Finding.examples(1000, 1000).level()).isEqualTo(Level.PASSED);
    assertThat(Finding.examples(999, 1000))
        .isEqualTo(
            new Finding(
                "examples", 999, 1000, Level.REFUSED, "999 examples to train on, 1,000 wanted"));
  }

  @Test
  void otherClassesAreRefusedUnlessTheyAreNamed() {
    List<String> before = List.of("a", "b");
    assertThat(Finding.classes(before, before, false).level()).isEqualTo(Level.PASSED);
    Finding other = Finding.classes(before, List.of("b", "c"), false);
    assertThat(other.isRefused()).isTrue();
    assertThat(other.words()).isEqualTo("the classes are not the champion's; new: c; missing: a");
    assertThat(Finding.classes(before, List.of("a", "b", "c"), true).level())
        .isEqualTo(Level.WARNED);
    assertThat(Finding.classes(before, List.of("b", "a"), false).words())
        .isEqualTo("the classes have another order than the champion's");
  }

  @Test
  void otherNumbersToPredictAreRefused() {
    List<String> before = List.of("price", "rent");
    assertThat(Finding.targets(before, List.of("rent", "price")).level()).isEqualTo(Level.PASSED);
    Finding other = Finding.targets(before, List.of("price"));
    assertThat(other.isRefused()).isTrue();
    assertThat(other.words()).isEqualTo("the targets are not the champion's; missing: rent");
    assertThat(Finding.otherTask(/* hasClasses= */ false))
        .isEqualTo(
            new Finding(
                "task",
                0,
                1,
                Level.REFUSED,
                "the champion predicts classes, and the labels are numbers"));
  }
}
