package dev.lockstep.linalg.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far an exact sum is from the true one, and how it says that it overflows or is coarse. */
class ExactSumErrorTest {
  private static final BigDecimal TWO_TO_24 = new BigDecimal(1 << 24);

  /** The room of a long: 2^61 for the sum of the addends' powers of two above the largest one. */
  private static final int ROOM = 61;

  @Test
  void asLongAsNothingIsFlaggedTheErrorIsBelowOnePartIn2To24() {
    int unflagged = 0;
    int overflowed = 0;
    int coarse = 0;
    for (int trial = 0; trial < 200; trial++) {
      List<float[]> addends = addends(trial);
      for (int exponent = -20; exponent <= 100; exponent += 5) {
        ExactSum sum = sum(exponent, addends);
        overflowed += sum.overflowed() ? 1 : 0;
        coarse += sum.tooCoarse() ? 1 : 0;
        if (!sum.overflowed() && !sum.tooCoarse()) {
          assertErrorWithinBound(sum, addends);
          unflagged++;
        }
      }
    }
    assertThat(List.of(unflagged, overflowed, coarse)).allMatch(n -> n > 500);
  }

  /** At most two further attempts: one for the size, one for cancellation. */
  @ParameterizedTest
  @ValueSource(ints = {-1022, -60, 0, 36, 60, 200, 1023})
  void betterExponentsMendWhateverWasFlagged(int first) {
    for (int trial = 0; trial < 200; trial++) {
      List<float[]> addends = addends(trial);
      ExactSum sum = sum(first, addends);
      int attempts = 0;
      while (sum.overflowed() || sum.tooCoarse()) {
        assertThat(sum.betterExponent(41)).isNotEqualTo(sum.exponent());
        sum = sum(sum.betterExponent(41), addends);
        assertThat(++attempts).isLessThanOrEqualTo(2);
      }
      assertErrorWithinBound(sum, addends);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "8, 3", "9, 4", "1024, 10", "1025, 11"})
  void overflowIsToldAtItsEdgeAndNothingWrapsBeforeIt(int addends, int bits) {
    int leading = ROOM - bits - 30;
    float largest = Math.nextDown((float) Math.scalb(1.0, leading + 1));
    ExactSum sum = new ExactSum(30);
    for (int n = 0; n < addends; n++) {
      sum.add(new float[] {largest, -largest, 1});
    }
    BigDecimal expected = new BigDecimal(largest).multiply(new BigDecimal(addends));
    assertThat(sum.overflowed()).isFalse();
    assertThat(sum.get(0)).isEqualTo(expected.doubleValue());
    assertThat(sum.get(1)).isEqualTo(-expected.doubleValue());
    assertThat(sum.get(2)).isEqualTo(addends);

    ExactSum over = new ExactSum(30);
    for (int n = 0; n < addends; n++) {
      over.add(new float[] {n == 0 ? Math.nextUp(largest) : 0, 0, 1});
    }
    assertThat(over.overflowed()).isTrue();
    assertThat(over.betterExponent(41)).isEqualTo(40 - (leading + 1));
    ExactSum again = new ExactSum(over.betterExponent(41));
    again.add(new float[] {Math.nextUp(largest), 0, 1});
    assertThat(again.overflowed()).isFalse();
    assertThat(again.get(0)).isEqualTo(Math.nextUp(largest));
  }

  @Test
  void overflowIsToldWhereTheMultiplesWouldWrapBackToSmallOnes() {
    ExactSum sum = new ExactSum(62);
    for (int n = 0; n < 4; n++) {
      sum.add(1.0); // 4 times 2^62 is 0 in 64 bits.
    }
    assertThat(sum.overflowed()).isTrue();
    ExactSum merged = new ExactSum(60);
    for (int n = 0; n < 16; n++) {
      ExactSum part = new ExactSum(60);
      part.add(1.0);
      assertThat(part.overflowed()).isFalse();
      merged.add(part);
    }
    assertThat(merged.overflowed()).isTrue();
  }

  @Test
  void moreAddendsThan2To21HaveAnExponentThatServes() {
    ExactSum sum = new ExactSum(60);
    addOnes(sum);
    assertThat(sum.overflowed()).isTrue();
    ExactSum again = new ExactSum(sum.betterExponent(41));
    addOnes(again);
    assertThat(again.overflowed()).isFalse();
    assertThat(again.tooCoarse()).isFalse();
    assertThat(again.get(0)).isEqualTo((1 << 21) + 1);
  }

  @Test
  void coarsenessIsToldAtItsEdge() {
    for (int addends : new int[] {1, 2, 4, 64}) {
      int bits = Integer.numberOfTrailingZeros(addends);
      ExactSum enough = new ExactSum(bits + 23);
      ExactSum tooFew = new ExactSum(bits + 22);
      for (ExactSum sum : List.of(enough, tooFew)) {
        sum.add(new float[] {1, 0.3f});
        for (int n = 1; n < addends; n++) {
          sum.add(new float[] {0, 0});
        }
      }
      assertThat(enough.tooCoarse()).isFalse();
      assertThat(tooFew.tooCoarse()).isTrue();
      assertThat(tooFew.betterExponent(41)).isEqualTo(40);
    }
  }

  /** The large element is now here, now there, now nowhere. */
  @Test
  void coarsenessDoesNotDependOnTheSumBefore() {
    ExactSum reused = new ExactSum(23);
    for (int at : new int[] {3, 9, 0, 9, -1, 5, -1, -1, 0}) {
      float[] addend = new float[10];
      Arrays.fill(addend, 0.3f);
      if (at >= 0) {
        addend[at] = -1;
      }
      reused.reset(23);
      reused.add(addend);
      assertThat(reused.tooCoarse()).as("the large one at %d", at).isEqualTo(at < 0);
    }
  }

  @Test
  void whatCancelsGetsAllTheBitsThatThereAre() {
    float big = 1.7f;
    float small = 0x1.000002p-30f;
    ExactSum sum = new ExactSum(40);
    sum.add(new float[] {big});
    sum.add(new float[] {-big});
    sum.add(new float[] {small});
    assertThat(sum.overflowed()).isFalse();
    assertThat(sum.tooCoarse()).isTrue();
    int most = sum.betterExponent(41);
    assertThat(most).isEqualTo(ROOM - 2);
    ExactSum again = new ExactSum(most);
    again.add(new float[] {big});
    again.add(new float[] {-big});
    again.add(new float[] {small});
    assertThat(again.tooCoarse()).isFalse();
    assertThat(again.get(0)).isEqualTo(small);
    assertThat(again.betterExponent(41)).isEqualTo(40);
  }

  @Test
  void whatCancelsToNothingIsZeroAtTheLatestOnTheSecondAttempt() {
    ExactSum sum = new ExactSum(40);
    sum.add(new float[] {0.3f, -7});
    sum.add(new float[] {-0.3f, 7});
    assertThat(sum.tooCoarse()).isTrue();
    ExactSum again = new ExactSum(sum.betterExponent(41));
    again.add(new float[] {0.3f, -7});
    again.add(new float[] {-0.3f, 7});
    assertThat(again.tooCoarse()).isFalse();
    assertThat(List.of(again.get(0), again.get(1))).containsOnly(0.0);
  }

  private static void addOnes(ExactSum sum) {
    for (int n = 0; n < (1 << 21) + 1; n++) {
      sum.add(1.0);
    }
  }

  /**
   * Arrays of random number, of sizes from 2^-60 to 2^60; in every third trial each is followed by
   * almost its opposite, so that most of the sum cancels.
   */
  private static List<float[]> addends(int trial) {
    AddressedRandom random = AddressedRandom.of(trial, "error");
    int count = 1 + (int) (random.uniform(0) * 40);
    int size = (int) random.uniform(1, -60, 60);
    List<float[]> addends = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      float[] array = new float[8];
      float[] opposite = new float[8];
      for (int i = 0; i < 8; i++) {
        array[i] = (float) Math.scalb(random.child(a).normal(i), size - 2 * i);
        opposite[i] = -array[i] * (1 + (float) Math.scalb(random.child(a).normal(~i), -20));
      }
      addends.add(array);
      if (trial % 3 == 0) {
        addends.add(opposite);
      }
    }
    return addends;
  }

  private static ExactSum sum(int exponent, List<float[]> addends) {
    ExactSum sum = new ExactSum(exponent);
    addends.forEach(sum::add);
    return sum;
  }

  /**
   * Against the true sum: 2^-24 of its largest element; or, where the addends cancel so far that 64
   * bits cannot give that, half a unit for each addend at the largest exponent that they allow.
   */
  private static void assertErrorWithinBound(ExactSum sum, List<float[]> addends) {
    BigDecimal largestError = BigDecimal.ZERO;
    BigDecimal largest = BigDecimal.ZERO;
    float largestAddend = 0;
    for (int i = 0; i < sum.length(); i++) {
      BigDecimal truth = BigDecimal.ZERO;
      for (float[] addend : addends) {
        truth = truth.add(new BigDecimal(addend[i]));
        largestAddend = Math.max(largestAddend, Math.abs(addend[i]));
      }
      BigDecimal error = new BigDecimal(sum.get(i)).subtract(truth).abs();
      largestError = largestError.max(error);
      largest = largest.max(new BigDecimal(sum.get(i)).abs());
    }
    int bits = 32 - Integer.numberOfLeadingZeros(addends.size() - 1);
    int largestExponent = ROOM - bits - Math.getExponent(largestAddend);
    BigDecimal unavoidable =
        new BigDecimal(Math.scalb(1.0, -largestExponent - 1))
            .multiply(new BigDecimal(addends.size()));
    assertThat(largestError)
        .isLessThanOrEqualTo(
            sum.exponent() < largestExponent ? largest.divide(TWO_TO_24) : unavoidable);
  }
}
