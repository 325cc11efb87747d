package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What too many labels still tell. */
class LabelRowsTest {
  private static final int MANY = LabelRows.MOST_CLASSES + 500;

  @Test
  void fractionsAmongTooManyNumbersAreFoundInAnyOrder() {
    List<String> labels = numbers();
    labels.set(MANY - 1, "0.5");
    assertThat(areNumbers(labels)).isTrue();
    Collections.reverse(labels);
    assertThat(areNumbers(labels)).isTrue();
  }

  @Test
  void wholeNumbersAndTextAreNoNumbersToPredict() {
    List<String> labels = numbers();
    assertThat(areNumbers(labels)).isFalse();
    labels.set(MANY - 2, "0.5");
    labels.set(MANY - 1, "NA");
    assertThat(areNumbers(labels)).isFalse();
  }

  @Test
  void sumsOfPartsTellTheSameAsTheWhole() {
    LabelRows one = of(numbers().subList(0, 6_000));
    LabelRows other = of(numbers().subList(6_000, MANY));
    assertThat(one.areTooMany() || other.areTooMany()).isFalse();
    one.addAll(other);
    assertThat(one.areTooMany()).isTrue();
    assertThat(one.rows()).isEqualTo(MANY);
    LabelRows few = of(List.of("a", "b", "a"));
    few.addAll(of(List.of("b", "b")));
    assertThat(few.perLabel()).containsEntry("a", 2L).containsEntry("b", 3L).hasSize(2);
    assertThat(few.rows()).isEqualTo(5);
  }

  private static List<String> numbers() {
    return new ArrayList<>(IntStream.range(0, MANY).mapToObj(String::valueOf).toList());
  }

  private static boolean areNumbers(List<String> labels) {
    return TableLabels.areNumbers(of(labels));
  }

  private static LabelRows of(List<String> labels) {
    LabelRows rows = new LabelRows();
    labels.forEach(rows::add);
    return rows;
  }
}
