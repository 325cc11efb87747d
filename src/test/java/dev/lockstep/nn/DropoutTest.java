package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.AddressedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final AddressedRandom RANDOM = AddressedRandom.of(1, "dropout");
  private static final int EXAMPLES = 200;
  private static final int UNITS = 101;

  /** Five standard deviations of a share of 20,200. */
  @ParameterizedTest
  @ValueSource(floats = {0.01f, 0.2f, 0.5f, 0.9f})
  void theShareIsLeftOutAndTheRestMakesUpForIt(float share) {
    float[] factors = factors(share, 0, LongStream.range(0, EXAMPLES).toArray());
    double left = 0;
    double sum = 0;
    for (float factor : factors) {
      left += factor == 0 ? 1 : 0;
      sum += factor;
      assertThat(factor == 0 || Math.abs(factor - 1 / (1 - share)) < 1e-3).isTrue();
    }
    double deviation = Math.sqrt(share * (1 - share) / factors.length);
    assertThat(left / factors.length).isCloseTo(share, within(5 * deviation));
    assertThat(sum / factors.length).isCloseTo(1, within(5 * deviation / (1 - share)));
  }

  @Test
  void anExamplesUnitsDoNotDependOnTheBatch() {
    float[] together = factors(0.5f, 1, 11, 12, 13);
    float[] reversed = factors(0.5f, 1, 13, 12, 11);
    for (int b = 0; b < 3; b++) {
      assertThat(row(together, b)).containsExactly(row(reversed, 2 - b));
      assertThat(row(together, b)).containsExactly(factors(0.5f, 1, 11 + b));
    }
  }

  @Test
  void examplesLayersAndEpochsHaveUnitsOfTheirOwn() {
    List<String> rows = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int layer = 0; layer < 3; layer++) {
        for (long address = 0; address < 3; address++) {
          float[] factors = new float[UNITS];
          new Dropout(0.5f, RANDOM.child(epoch), new long[] {address})
              .fill(layer, 1, UNITS, factors);
          rows.add(Arrays.toString(factors));
        }
      }
    }
    assertThat(rows).doesNotHaveDuplicates();
  }

  /** The four units that share a random number are none of each other's. */
  @Test
  void neighboursAreLeftOutIndependently() {
    float[] factors = factors(0.5f, 0, LongStream.range(0, 4_000).toArray());
    for (int distance = 1; distance <= 8; distance++) {
      int equal = 0;
      for (int b = 0; b < 4_000; b++) {
        equal += factors[b * UNITS] == factors[b * UNITS + distance] ? 1 : 0;
      }
      // Five standard deviations.
      assertThat(equal / 4_000.0).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(4_000)));
    }
  }

  @Test
  void sharesNextToNoneAndAllHaveFiniteFactors() {
    assertThat(factors(1e-9f, 0, 1)).containsOnly(1);
    assertThat(factors(Math.nextDown(1f), 0, LongStream.range(0, EXAMPLES).toArray()))
        .contains(0)
        .doesNotContain(Float.POSITIVE_INFINITY);
  }

  private static float[] row(float[] factors, int b) {
    return Arrays.copyOfRange(factors, b * UNITS, (b + 1) * UNITS);
  }

  private static float[] factors(float share, int layer, long... addresses) {
    float[] factors = new float[addresses.length * UNITS];
    Arrays.fill(factors, Float.NaN);
    new Dropout(share, RANDOM, addresses).fill(layer, addresses.length, UNITS, factors);
    return factors;
  }
}
