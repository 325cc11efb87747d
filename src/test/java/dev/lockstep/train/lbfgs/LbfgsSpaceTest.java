package dev.lockstep.train.lbfgs;

import static org.assertj.core.api.Assertions.assertThat;

import breeze.linalg.DenseVector;
import breeze.math.MutableInnerProductModule;
import org.junit.jupiter.api.Test;

/** Against numbers worked out by hand. */
class LbfgsSpaceTest {
  private static final MutableInnerProductModule<DenseVector<Object>, Object> SPACE =
      LbfgsSpace.create();

  private final DenseVector<Object> x = LbfgsSpace.vector(new double[] {1, 2, -3});
  private final DenseVector<Object> y = LbfgsSpace.vector(new double[] {10, 20, 40});

  @Test
  void newVectors() {
    assertThat(LbfgsSpace.array(SPACE.addVV().apply(x, y))).containsExactly(11, 22, 37);
    assertThat(LbfgsSpace.array(SPACE.subVV().apply(x, y))).containsExactly(-9, -18, -43);
    assertThat(LbfgsSpace.array(SPACE.mulVS().apply(x, 0.5))).containsExactly(0.5, 1, -1.5);
    assertThat(LbfgsSpace.array(SPACE.zeroLike().apply(x))).containsExactly(0, 0, 0);
    assertThat(LbfgsSpace.array(SPACE.copy().apply(x)))
        .containsExactly(1, 2, -3)
        .isNotSameAs(LbfgsSpace.array(x));
    assertThat(LbfgsSpace.array(x)).containsExactly(1, 2, -3);
  }

  @Test
  void changesInPlace() {
    SPACE.scaleAddVV().apply(x, 0.1, y);
    assertThat(LbfgsSpace.array(x)).containsExactly(2, 4, 1);
    SPACE.mulIntoVS().apply(x, -1.0);
    assertThat(LbfgsSpace.array(x)).containsExactly(-2, -4, -1);
    SPACE.addIntoVV().apply(x, y);
    assertThat(LbfgsSpace.array(x)).containsExactly(8, 16, 39);
    SPACE.subIntoVV().apply(x, y);
    assertThat(LbfgsSpace.array(x)).containsExactly(-2, -4, -1);
    SPACE.setIntoVV().apply(x, y);
    assertThat(LbfgsSpace.array(x)).containsExactly(10, 20, 40);
    assertThat(LbfgsSpace.array(y)).containsExactly(10, 20, 40);
  }

  /** What a network of floats sees; its -0 and 0 would be two different bytes of one model. */
  @Test
  void parametersMoveToFloats() {
    DenseVector<Object> step = LbfgsSpace.vector(new double[] {1 + 1e-12, 1e-60, -1e-60});
    SPACE.addIntoVV().apply(step, LbfgsSpace.vector(new double[] {0, 1, -0.0}));
    assertThat(LbfgsSpace.array(step)).containsExactly(1, 1, 0.0);
  }

  /** In any other order, 1 is lost beside 1e16, or is not. */
  @Test
  void innerProductsAreAddedInFourChains() {
    double[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    double[] inOneChain = {1e16, 0, 0, 0, 1, 0, 0, 0, -1e16};
    double[] inTwo = {1e16, 1, 0, 0, -1e16, 0, 0, 0, 0};
    double[] inPairs = {1e16, 1, -1e16, 1, 0, 0, 0, 0, 0};
    assertThat(LbfgsSpace.dot(inOneChain, ones)).isZero();
    assertThat(LbfgsSpace.dot(inTwo, ones)).isEqualTo(1);
    assertThat(LbfgsSpace.dot(inPairs, ones)).isZero();
    assertThat(LbfgsSpace.dot(new double[] {3, 4}, new double[] {3, 4})).isEqualTo(25);
  }
}
