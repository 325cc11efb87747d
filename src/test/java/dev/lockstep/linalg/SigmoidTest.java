package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigmoidTest {
  private static final int COUNT = 100_003;

  @ParameterizedTest
  @ValueSource(floats = {1e-30f, 0.5f, 8, 87})
  void isWithinThreeUnitsOfTheTruth(float limit) {
    AddressedRandom random = AddressedRandom.of(2, "sigmoid");
    for (int i = 0; i < COUNT; i++) {
      float z = (float) random.uniform(i, -limit, limit);
      float expected = (float) (1 / (1 + StrictMath.exp(-(double) z)));
      if (!(Math.abs(Sigmoid.of(z) - expected) <= 3 * Math.ulp(expected))) {
        assertThat(Sigmoid.of(z)).as("of %s", z).isEqualTo(expected);
      }
    }
  }

  /** Vectors or not, an element's result has the same bits, wherever in the array it stands. */
  @ParameterizedTest
  @ValueSource(floats = {1e-30f, 0.5f, 8, 100, 1_000, Float.MAX_VALUE})
  void hasTheSameBitsInVectorsAsAlone(float limit) {
    AddressedRandom random = AddressedRandom.of(3, "sigmoid");
    float[] z = new float[COUNT];
    float[] alone = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      z[i] = (float) random.uniform(i, -limit, limit);
      alone[i] = Sigmoid.of(z[i]);
    }
    Sigmoid.apply(z, COUNT);
    assertThat(Arrays.mismatch(z, alone)).as("where they differ").isEqualTo(-1);
  }

  @Test
  void knowsItsEnds() {
    float infinity = Float.POSITIVE_INFINITY;
    float[] z = new float[32];
    Arrays.fill(z, 7);
    float[] ends = {-infinity, -105, -0f, 0, 17, 105, infinity, Float.NaN};
    System.arraycopy(ends, 0, z, 0, ends.length);
    Sigmoid.apply(z, 31);
    assertThat(z).startsWith(0, 0, 0.5f, 0.5f, 1, 1, 1, Float.NaN).endsWith(7);
    assertThat(z[30]).isEqualTo(Sigmoid.of(7));
    for (int i = 0; i < ends.length; i++) {
      assertThat(z[i]).isEqualTo(Float.valueOf(Sigmoid.of(ends[i]))); // NaN is NaN.
    }
  }
}
