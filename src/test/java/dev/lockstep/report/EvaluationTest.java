package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  /** The third class has examples but is never predicted; the fourth is neither. */
  private static final Evaluation EVALUATION =
      new Evaluation(0.5, new long[][] {{6, 2, 0, 0}, {1, 3, 0, 0}, {3, 1, 0, 0}, {0, 0, 0, 0}});

  @Test
  void countsAreSumsOfTheConfusionMatrix() {
    assertThat(EVALUATION.classes()).isEqualTo(4);
    assertThat(EVALUATION.count()).isEqualTo(16);
    assertThat(EVALUATION.correct()).isEqualTo(9);
    assertThat(EVALUATION.accuracy()).isEqualTo(9 / 16.0);
    assertThat(EVALUATION.actual(0)).isEqualTo(8);
    assertThat(EVALUATION.predicted(0)).isEqualTo(10);
    assertThat(EVALUATION.actual(1)).isEqualTo(4);
    assertThat(EVALUATION.predicted(1)).isEqualTo(6);
  }

  @Test
  void measuresOfAClassAreThoseWorkedOutByHand() {
    assertThat(EVALUATION.precision(0)).isEqualTo(6 / 10.0);
    assertThat(EVALUATION.recall(0)).isEqualTo(6 / 8.0);
    assertThat(EVALUATION.f1(0)).isEqualTo(2 / 3.0); // 2 * 0.6 * 0.75 / (0.6 + 0.75)
    assertThat(EVALUATION.precision(1)).isEqualTo(3 / 6.0);
    assertThat(EVALUATION.recall(1)).isEqualTo(3 / 4.0);
    assertThat(EVALUATION.f1(1)).isEqualTo(0.6); // 2 * 0.5 * 0.75 / (0.5 + 0.75)
  }

  @Test
  void measuresOfNothingAreZero() {
    for (int c = 2; c < 4; c++) {
      assertThat(EVALUATION.precision(c)).isZero();
      assertThat(EVALUATION.recall(c)).isZero();
      assertThat(EVALUATION.f1(c)).isZero();
    }
    assertThat(new Evaluation(0, new long[2][2]).accuracy()).isZero();
  }

  /** The fourth class has no examples, so it does not count. */
  @Test
  void averagesAreThoseWorkedOutByHand() {
    assertThat(Metric.ACCURACY.of(EVALUATION)).isEqualTo(9 / 16.0);
    assertThat(Metric.LOSS.of(EVALUATION)).isEqualTo(0.5);
    assertThat(Metric.MACRO_F1.of(EVALUATION)).isCloseTo((2 / 3.0 + 0.6) / 3, within(1e-15));
    assertThat(Metric.BALANCED_ACCURACY.of(EVALUATION)).isEqualTo(0.5);
    assertThat(Average.WEIGHTED.of(EVALUATION.perClass(), ClassCounts::f1))
        .isCloseTo((8 * 2 / 3.0 + 4 * 0.6) / 16, within(1e-15));
    assertThat(Average.WEIGHTED.of(EVALUATION.perClass(), ClassCounts::recall)).isEqualTo(9 / 16.0);
    assertThat(Average.MACRO.of(EVALUATION.perClass(), ClassCounts::precision))
        .isCloseTo((0.6 + 0.5) / 3, within(1e-15));
    assertThat(Average.MACRO.of(List.of(), ClassCounts::f1)).isZero();
  }

  @Test
  void ofTheLossLessIsBetter() {
    assertThat(Metric.LOSS.gain(0.5, 0.25)).isEqualTo(0.25);
    assertThat(Metric.ACCURACY.gain(0.5, 0.25)).isEqualTo(-0.25);
    assertThat(Metric.LOSS.reaches(0.5, 0.5)).isTrue();
    assertThat(Metric.LOSS.reaches(0.6, 0.5)).isFalse();
    assertThat(Metric.ACCURACY.reaches(0.6, 0.5)).isTrue();
    assertThat(Metric.LOSS.reaches(Double.NaN, 0.5)).isFalse();
  }

  @Test
  void theTableShowsMeasuresAndConfusionInColumns() {
    Evaluation evaluation = new Evaluation(0.25, new long[][] {{1234, 0}, {1, 9}});
    assertThat(EvaluationTable.of(evaluation, List.of("cat", "salamander")))
        .isEqualTo(
            """
                 class  precision   recall       F1  examples
                   cat     99.92%  100.00%   99.96%     1,234
            salamander    100.00%   90.00%   94.74%        10

            confusion: a row for each actual class, a column for each predicted one
                              cat salamander
                   cat       1234          .
            salamander          1          9
            """);
  }

  @Test
  void moreThanThirtyClassesAreSummedUp() {
    long[][] confusion = new long[600][600];
    for (int c = 0; c < 300; c++) {
      confusion[c][c] = 4;
    }
    confusion[7][8] = 12;
    confusion[9][10] = 4;
    List<String> names = IntStream.range(0, 600).mapToObj(c -> "c" + c).toList();
    List<String> lines = EvaluationTable.of(new Evaluation(1, confusion), names).lines().toList();
    assertThat(lines).hasSizeLessThan(20);
    assertThat(lines.get(0))
        .isEqualTo(
            "600 classes, 300 of them with examples here; the mean of their precisions is 99.58%,"
                + " of their recalls 99.58%, of their F1 99.38%");
    assertThat(lines.subList(1, 5))
        .containsExactly(
            "the worst by F1:",
            "class  precision   recall       F1  examples",
            "   c7    100.00%   25.00%   40.00%        16",
            "   c8     25.00%  100.00%   40.00%         4");
    assertThat(lines.subList(lines.size() - 3, lines.size()))
        .containsExactly(
            "the most frequent mistakes:", "c7 taken for c8: 12", "c9 taken for c10: 4");
  }
}
