package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldByFloatTest {
  @Test
  void aMissingNumberIsHeld() {
    assertThat(HeldByFloat.test(Double.NaN)).isTrue();
    assertThat(HeldByFloat.isEqual(Double.NaN)).isTrue();
    assertThat(HeldByFloat.isMissing(Float.NaN)).isTrue();
    assertThat(HeldByFloat.isMissing(Double.POSITIVE_INFINITY)).isFalse();
    assertThat(HeldByFloat.isEqual(0.1)).isFalse();
    assertThat(HeldByFloat.isEqual(0.1f)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        1,
        255,
        0.1,
        5.1,
        -0.0001,
        1234.567,
        9.876543,
        9999.999,
        16777215,
        16777216,
        1.7e9,
        0.1f,
        0x1p-149,
        1e-15,
        1.5e-20,
        -2.5e-38,
        0x1.fffffep127
      })
  void itsOwnNumbersAndShortDecimalsAreHeld(double number) {
    assertThat(HeldByFloat.test(number)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        1700000001,
        16777217,
        -16777217,
        1234567.89,
        9999999.999999993,
        12345678.5,
        16777214.9,
        52.520007,
        1.0000000001,
        2459000.51,
        1e-46,
        25340000000.0,
        0.4967141530112327,
        1.23456789e-20,
        1.00000001e-15
      })
  void whatAFloatCannotGiveBackIsNot(double number) {
    assertThat(HeldByFloat.test(number)).isFalse();
  }

  /** Else two examples could have one id. */
  @Test
  void noFloatStandsForTwoDecimals() {
    Map<Float, Double> decimals = new HashMap<>();
    for (int exponent = -20; exponent <= 2; exponent++) {
      for (int i = 1; i < 20_000_000; i += i < 9_000_000 ? 9_973 : 997) {
        double number = Double.parseDouble(i + "e" + exponent);
        if (HeldByFloat.test(number) && (float) number != number) {
          Double other = decimals.put((float) number, number);
          assertThat(other == null || other == number).as("%s and %s", other, number).isTrue();
        }
      }
    }
    assertThat(decimals).hasSizeGreaterThan(1_000);
  }
}
