package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.nn.ReverseMode.Value;
import org.junit.jupiter.api.Test;

/** Against derivatives worked out by hand; numbers without a tolerance are exact in binary. */
class ReverseModeTest {
  /** A few roundings of numbers below 16. */
  private static final double ROUNDING = 0x1p-46;

  private final Value x = Value.of(3);
  private final Value y = Value.of(-2);

  @Test
  void theSlopesOfArithmeticAreThoseOfTheBooks() {
    assertGradients(x.plus(y), 1, 1, 1);
    assertGradients(x.minus(y), 5, 1, -1);
    assertGradients(x.times(y), -6, -2, 3);
    assertGradients(x.dividedBy(y), -1.5, -0.5, -0.75);
  }

  @Test
  void theGreaterOperandOfAMaximumGetsTheSlopeAndTheFirstOneAtATie() {
    assertGradients(x.max(y), 3, 1, 0);
    assertGradients(y.max(x), 3, 1, 0);
    Value same = Value.of(3);
    ReverseMode.backward(x.max(same));
    assertThat(x.gradient()).isEqualTo(1);
    assertThat(same.gradient()).isZero();
  }

  @Test
  void exponentialAndLogarithmAreInverse() {
    ReverseMode.backward(y.exp());
    assertThat(y.gradient()).isCloseTo(Math.exp(-2), within(ROUNDING));
    ReverseMode.backward(x.log());
    assertThat(x.gradient()).isCloseTo(1 / 3.0, within(ROUNDING));
    ReverseMode.backward(x.exp().log());
    assertThat(x.gradient()).isCloseTo(1, within(ROUNDING));
  }

  @Test
  void theSlopeOfTanhIsOneOverTheSquareOfCosh() {
    ReverseMode.backward(y.tanh());
    assertThat(y.gradient()).isCloseTo(1 / (Math.cosh(2) * Math.cosh(2)), within(ROUNDING));
  }

  @Test
  void aValueThatIsUsedTwiceGetsBothShares() {
    ReverseMode.backward(x.plus(x));
    assertThat(x.gradient()).isEqualTo(2);
    ReverseMode.backward(x.times(x).times(x));
    assertThat(x.gradient()).isEqualTo(27);
  }

  /** f = s + s * t with s = x * y and t = s + x; along one path s is far, along another near. */
  @Test
  void aValueWaitsForItsLongestPath() {
    Value s = x.times(y);
    Value t = s.plus(x);
    // f = xy + xy (xy + x); df/dx = y + 2xyy + 2xy = -2 + 24 - 12; df/dy = x + 2xxy + xx.
    assertGradients(s.plus(s.times(t)), -6 + 18, 10, 3 - 36 + 9);
  }

  @Test
  void aSecondWalkStartsFromZeroAgain() {
    Value product = x.times(y);
    ReverseMode.backward(product);
    ReverseMode.backward(product);
    assertThat(x.gradient()).isEqualTo(-2);
  }

  @Test
  void aLongChainNeedsNoDeepStack() {
    Value sum = x;
    for (int i = 0; i < 100_000; i++) {
      sum = sum.plus(y);
    }
    assertGradients(sum, 3 - 200_000, 1, 100_000);
  }

  private void assertGradients(Value result, double data, double byX, double byY) {
    ReverseMode.backward(result);
    assertThat(result.data()).isEqualTo(data);
    assertThat(x.gradient()).isEqualTo(byX);
    assertThat(y.gradient()).isEqualTo(byY);
  }
}
