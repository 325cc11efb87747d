package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statistics are allowed four of their standard errors. They are over numbers that are the same in
 * every run, so a test passes always or never; by chance one good generator in 16,000 would exceed
 * such a bound.
 */
class AddressedRandomTest {
  private static final int COUNT = 100_000;
  private static final AddressedRandom RANDOM = AddressedRandom.of(1, "test");

  /**
   * Golden numbers, computed from the definition by a few lines of Python: whole numbers modulo
   * 2^64, and the same formulas over them.
   */
  @ParameterizedTest
  @CsvSource({
    "1, shard, 0, 620a5811b81aca27, 0x1.88296046e06b2p-2, -0.11909749293231559",
    "1, order, 7, a2d367085b89bbf7, 0x1.45a6ce10b7137p-1, 0.009004217755015103",
    "-1, initialisation, 100351, d365e27cd7890f4, 0x1.a6cbc4f9af120p-5, -1.0311885454311895",
    "42, digits train, -1, 72acfd40860200cf, 0x1.cab3f50218080p-2, 0.9548833920446265",
    "9223372036854775807, größe, 1099511627776, 9100464672607268, 0x1.22008c8ce4c0ep-1,"
        + " 0.8062221927854482"
  })
  void numbersAtAnAddressArePinned(
      long seed, String purpose, long index, String bits, double uniform, double normal) {
    AddressedRandom random = AddressedRandom.of(seed, purpose);
    assertThat(Long.toHexString(random.bits(index))).isEqualTo(bits);
    assertThat(random.uniform(index)).isEqualTo(uniform);
    assertThat(random.normal(index)).isEqualTo(normal);
  }

  @Test
  void aNumberDoesNotDependOnWhatWasAskedBefore() {
    double[] upwards = numbers(RANDOM::normal);
    for (int i = COUNT - 1; i >= 0; i--) {
      if (RANDOM.normal(i) != upwards[i]) {
        throw new AssertionError("another number at " + i);
      }
    }
  }

  /**
   * The k-th moment of a uniform number is 1 / (k + 1), its variance that of x^2k less a square.
   */
  @Test
  void uniformNumbersFillTheUnitInterval() {
    double[] numbers = numbers(RANDOM::uniform);
    for (double number : numbers) {
      if (!(number >= 0 && number < 1)) {
        throw new AssertionError(number + " is outside");
      }
    }
    for (int k = 1; k <= 4; k++) {
      double expected = 1.0 / (k + 1);
      double variance = 1.0 / (2 * k + 1) - expected * expected;
      assertMoment(numbers, k, expected, variance);
    }
    assertThat(AddressedRandom.of(1, "test").uniform(3, -2, 6))
        .isEqualTo(-2 + 8 * RANDOM.uniform(3));
  }

  /** Moments 0, 1, 0, 3, and the variances 1, 3 - 1, 15, 105 - 9 of the powers. */
  @Test
  void normalNumbersHaveTheFirstFourMomentsOfTheirDistribution() {
    double[] numbers = numbers(RANDOM::normal);
    assertMoment(numbers, 1, 0, 1);
    assertMoment(numbers, 2, 1, 2);
    assertMoment(numbers, 3, 0, 15);
    assertMoment(numbers, 4, 3, 96);
  }

  /** Of the 64 statistics here the largest is expected between two and three standard errors. */
  @Test
  void everyBitIsSetHalfOfTheTime() {
    for (int bit = 0; bit < Long.SIZE; bit++) {
      int shift = bit;
      double[] set = numbers(i -> RANDOM.bits(i) >>> shift & 1);
      assertThat(mean(set, 1)).as("bit %d", bit).isCloseTo(0.5, within(4 * standardError(0.25)));
    }
  }

  static Stream<Arguments> families() {
    AddressedRandom child = RANDOM.child(0);
    return Stream.of(
        pair("the next index", RANDOM::uniform, i -> RANDOM.uniform(i + 1)),
        pair("the next index but one, normal", RANDOM::normal, i -> RANDOM.normal(i + 2)),
        pair("the index with the sign changed", RANDOM::uniform, i -> RANDOM.uniform(-i)),
        pair("the index times 2^32", RANDOM::uniform, i -> RANDOM.uniform((long) i << 32)),
        pair("another seed", RANDOM::uniform, AddressedRandom.of(2, "test")::uniform),
        pair("another purpose", RANDOM::uniform, AddressedRandom.of(1, "tesu")::uniform),
        pair("the same letters", RANDOM::uniform, AddressedRandom.of(1, "tset")::uniform),
        pair("a child", RANDOM::uniform, child::uniform),
        pair("the next child", child::uniform, RANDOM.child(1)::uniform),
        pair("a child's child", RANDOM::uniform, child.child(0)::uniform),
        pair("children across", i -> RANDOM.child(i).uniform(0), i -> RANDOM.child(i).uniform(1)),
        pair("child and index exchanged", child::uniform, i -> RANDOM.child(i).uniform(0)),
        pair("normal and uniform", RANDOM::normal, RANDOM::uniform),
        pair(
            "neighbouring seeds",
            i -> AddressedRandom.of(i, "test").uniform(0),
            seed -> AddressedRandom.of(seed + 1L, "test").uniform(0)));
  }

  /** Independent numbers' correlation coefficient has variance 1 / COUNT. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void familiesAreUncorrelated(String what, IntToDoubleFunction one, IntToDoubleFunction other) {
    assertThat(correlation(numbers(one), numbers(other)))
        .as(what)
        .isCloseTo(0, within(4 * standardError(1)));
  }

  /** Also those that the first byte of a purpose, taken for a seed, might bring together. */
  @Test
  void seedsAndPurposesInUseHaveKeysOfTheirOwn() {
    List<String> purposes =
        List.of("initialisation", "shard", "order", "digits train", "digits test");
    Set<Long> keys = new HashSet<>();
    for (long seed = -1000; seed < 1000; seed++) {
      for (String purpose : purposes) {
        assertThat(keys.add(AddressedRandom.of(seed, purpose).key()))
            .as("seed %d, %s", seed, purpose)
            .isTrue();
      }
    }
  }

  @Test
  void aPurposeIsNotItsBeginning() {
    assertThat(AddressedRandom.of(1, "order").bits(0))
        .isNotEqualTo(AddressedRandom.of(1, "orde").bits(0))
        .isNotEqualTo(AddressedRandom.of(1, "Order").bits(0));
  }

  private static Arguments pair(String what, IntToDoubleFunction one, IntToDoubleFunction other) {
    return Arguments.of(what, one, other);
  }

  private static double[] numbers(IntToDoubleFunction function) {
    double[] numbers = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      numbers[i] = function.applyAsDouble(i);
    }
    return numbers;
  }

  private static void assertMoment(double[] numbers, int power, double expected, double variance) {
    assertThat(mean(numbers, power))
        .as("moment %d", power)
        .isCloseTo(expected, within(4 * standardError(variance)));
  }

  private static double mean(double[] numbers, int power) {
    double sum = 0;
    for (double number : numbers) {
      sum += Math.pow(number, power);
    }
    return sum / numbers.length;
  }

  private static double correlation(double[] one, double[] other) {
    double oneMean = mean(one, 1);
    double otherMean = mean(other, 1);
    double covariance = 0;
    double oneSquares = 0;
    double otherSquares = 0;
    for (int i = 0; i < one.length; i++) {
      covariance += (one[i] - oneMean) * (other[i] - otherMean);
      oneSquares += (one[i] - oneMean) * (one[i] - oneMean);
      otherSquares += (other[i] - otherMean) * (other[i] - otherMean);
    }
    return covariance / Math.sqrt(oneSquares * otherSquares);
  }

  private static double standardError(double variance) {
    return Math.sqrt(variance / COUNT);
  }
}
