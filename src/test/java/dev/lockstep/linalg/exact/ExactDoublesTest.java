package dev.lockstep.linalg.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactDoublesTest {

  @Test
  void theMeanIsTheDoubleNearestToTheExactOne() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      List<Double> numbers = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(30); i++) {
        numbers.add(number(random));
      }
      BigDecimal exact =
          numbers.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
      double expected =
          exact.divide(BigDecimal.valueOf(numbers.size()), new MathContext(2_000)).doubleValue();
      assertThat(mean(numbers)).isEqualTo(expected + 0.0);
      Collections.shuffle(numbers, random);
      assertThat(mean(numbers)).isEqualTo(expected + 0.0);
      int half = numbers.size() / 2;
      ExactDoubles sum = sum(numbers.subList(half, numbers.size()));
      sum.add(sum(numbers.subList(0, half)));
      assertThat(sum.dividedBy(numbers.size())).isEqualTo(expected + 0.0);
    }
  }

  /** Finite numbers of all sizes, whole ones too, and those that cancel each other. */
  private static double number(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(100) - 50;
      case 1 -> random.nextGaussian();
      case 2 -> (random.nextBoolean() ? 1 : -1) * Double.MAX_VALUE;
      case 3 -> (random.nextBoolean() ? 1 : -1) * Double.MIN_VALUE;
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(any) ? any : 1e300;
      }
    };
  }

  @Test
  void whatIsAddedLastIsNotLost() {
    assertThat(mean(List.of(1e300, 1.0, -1e300))).isEqualTo(1 / 3.0);
    assertThat(mean(List.of(Double.MAX_VALUE, Double.MAX_VALUE))).isEqualTo(Double.MAX_VALUE);
    assertThat(mean(List.of(-0.0))).isEqualTo(0.0);
  }

  private static double mean(List<Double> numbers) {
    return sum(numbers).dividedBy(numbers.size());
  }

  private static ExactDoubles sum(List<Double> numbers) {
    ExactDoubles sum = new ExactDoubles();
    numbers.forEach(sum::add);
    return sum;
  }
}
