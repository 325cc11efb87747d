package dev.lockstep.report;

import java.io.Serializable;

/**
 * Counts of the examples for which two models predict different classes. Together with the models'
 * confusion matrices they say what the measures would be if the models changed places on some
 * examples.
 *
 * @param onlyFirst [actual class, which the first predicts][class that the second predicts]
 * @param onlySecond [actual class, which the second predicts][class that the first predicts]
 * @param bothWrong [class that the first predicts][class that the second predicts]
 */
public record Disagreements(long[][] onlyFirst, long[][] onlySecond, long[][] bothWrong)
    implements Serializable {

  /** Creates counts of no examples. */
  public Disagreements(int classes) {
    this(new long[classes][classes], new long[classes][classes], new long[classes][classes]);
  }

  /** Counts an example; does nothing if the models agree. */
  public void add(int actual, int first, int second) {
    if (first == second) {
      return;
    }
    if (first == actual) {
      onlyFirst[actual][second]++;
    } else if (second == actual) {
      onlySecond[actual][first]++;
    } else {
      bothWrong[first][second]++;
    }
  }

  /** Adds another's counts. */
  public void add(Disagreements other) {
    add(onlyFirst, other.onlyFirst);
    add(onlySecond, other.onlySecond);
    add(bothWrong, other.bothWrong);
  }

  /** Returns the same with the models' places exchanged. */
  public Disagreements swapped() {
    int classes = bothWrong.length;
    long[][] turned = new long[classes][classes];
    for (int first = 0; first < classes; first++) {
      for (int second = 0; second < classes; second++) {
        turned[second][first] = bothWrong[first][second];
      }
    }
    return new Disagreements(onlySecond, onlyFirst, turned);
  }

  /** Adds counts element by element. */
  public static void add(long[][] sum, long[][] addend) {
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum[i].length; j++) {
        sum[i][j] += addend[i][j];
      }
    }
  }

  /** Returns the number of examples that the first model alone has right. */
  public long onlyFirstRight() {
    return sum(onlyFirst);
  }

  /** Returns the number of examples that the second model alone has right. */
  public long onlySecondRight() {
    return sum(onlySecond);
  }

  private static long sum(long[][] counts) {
    long sum = 0;
    for (long[] row : counts) {
      for (long count : row) {
        sum += count;
      }
    }
    return sum;
  }
}
