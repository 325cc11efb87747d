package dev.lockstep.linalg.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loops against their definitions, element by element. */
class MultiplesTest {
  private static final int LENGTH = 10_007;

  @ParameterizedTest
  @ValueSource(doubles = {1, -0x1p-30, 0x1p-62 / 3, 0x1p-80, 1e-300, 1e300})
  void aProductIsRoundedAsTheCastsDo(double factor) {
    assertProducts(multiples(), false, factor);
    long[] small = LongStream.of(multiples()).map(m -> m >> (Long.SIZE - 1 - 50)).toArray();
    assertProducts(small, true, factor);
  }

  private static void assertProducts(long[] multiples, boolean small, double factor) {
    float[] products = new float[LENGTH];
    Multiples.multiply(multiples, small, factor, products, 3, LENGTH - 2);
    for (int i = 3; i < LENGTH - 2; i++) {
      assertThat(products[i]).isEqualTo((float) ((double) multiples[i] * factor));
    }
    assertThat(products[2]).isZero();
    assertThat(products[LENGTH - 2]).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0x1p20, 0x1p40, 0x1p49})
  void addendsAreRoundedToTheNearestEvenMultiple(double scale) {
    float[] addend = addend();
    long[] expected = new long[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      expected[i] = (long) Math.rint(addend[i] * scale);
    }
    int from = 3;
    int end = LENGTH - 2;
    int at = 11;
    long[] multiples = LongStream.generate(() -> 7).limit(LENGTH + 10).toArray();
    Multiples.set(multiples, at, addend, from, end, scale);
    assertMultiples(multiples, at, expected, from, end, 1);
    Multiples.add(multiples, at, addend, from, end, scale);
    Multiples.addLarge(multiples, at, addend, from, end, scale);
    assertMultiples(multiples, at, expected, from, end, 3);
  }

  private static void assertMultiples(
      long[] multiples, int at, long[] expected, int from, int end, int times) {
    for (int i = 0; i < multiples.length; i++) {
      boolean isSet = i >= at && i < at + end - from;
      assertThat(multiples[i]).isEqualTo(isSet ? times * expected[i - at + from] : 7);
    }
  }

  /** Numbers of every length and sign, the largest, and halves between two doubles. */
  private static long[] multiples() {
    AddressedRandom random = AddressedRandom.of(1, "multiples");
    long[] multiples =
        LongStream.range(0, LENGTH).map(i -> random.bits(i) >> (i % Long.SIZE)).toArray();
    long tie = (1L << 53) + 1;
    long[] special = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, tie, -tie, tie + 2, -tie - 2};
    for (int copy = 0; copy < LENGTH; copy += 100) {
      System.arraycopy(special, 0, multiples, copy, Math.min(special.length, LENGTH - copy));
    }
    return multiples;
  }

  /** Numbers up to 1, both zeros, and halves that are rounded to the even multiple. */
  private static float[] addend() {
    AddressedRandom random = AddressedRandom.of(2, "addend");
    float[] special = {0, -0f, 1, -1, 0.5f, -0.5f, 0x1.8p-20f, 0x1.4p-19f, -0x1.8p-40f, 0x1p-149f};
    float[] addend = new float[LENGTH];
    IntStream.range(0, LENGTH)
        .forEach(
            i ->
                addend[i] =
                    i % 10 == 0
                        ? special[i / 10 % special.length]
                        : (float) Math.scalb(random.uniform(i) - 0.5, -(i % 60)));
    return addend;
  }
}
