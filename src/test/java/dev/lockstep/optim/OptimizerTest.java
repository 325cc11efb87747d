package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.AddressedRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What holds for every optimizer, checked for each. */
class OptimizerTest {
  private static final AddressedRandom RANDOM = AddressedRandom.of(1, "optimizer test");
  private static final float RATE = 0.01f;

  static final Stepper[] ALL = {
    new Sgd(0, false, 0.01f),
    new Sgd(0.9f, false, 0.01f),
    new Sgd(0.9f, true, 0.01f),
    new AdamW(0.9f, 0.999f, 1e-8f, 0.01f)
  };

  @ParameterizedTest
  @FieldSource("ALL")
  void fiftyStepsFollowTheDefinitionInDoublePrecision(Stepper optimizer) {
    int count = 40;
    int steps = 50;
    float[][] gradients =
        Stream.generate(() -> new float[count]).limit(steps).toArray(float[][]::new);
    for (int t = 0; t < steps; t++) {
      fill(gradients[t], RANDOM.child(t));
    }
    float[] parameters = new float[count];
    fill(parameters, RANDOM.child(-1));
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      expected[i] = byHistory(optimizer, parameters[i], gradients, i);
    }

    float[][] slots = optimizer.newState(count);
    for (int t = 0; t < steps; t++) {
      optimizer.step(parameters, gradients[t], slots, t, RATE);
    }

    // Parameters stay below 4; each step rounds by at most half an ulp (2^-23) a few times, and 50
    // such errors add up like a random walk.
    for (int i = 0; i < count; i++) {
      assertThat((double) parameters[i]).isCloseTo(expected[i], within(0x1p-19));
    }
  }

  /**
   * One parameter after all steps, from the whole history of its gradients: velocity and moments
   * are weighted sums over the past, not recurrences.
   */
  private static double byHistory(Stepper optimizer, double start, float[][] gradients, int i) {
    double p = start;
    double[] g = new double[gradients.length];
    for (int t = 0; t < g.length; t++) {
      g[t] = gradients[t][i];
      if (optimizer instanceof AdamW adam) {
        double mean = weightedMean(g, t, adam.beta1(), 1);
        double square = weightedMean(g, t, adam.beta2(), 2);
        p *= 1 - RATE * adam.weightDecay();
        p -= RATE * mean / (Math.sqrt(square) + adam.epsilon());
      } else if (optimizer instanceof Sgd sgd) {
        g[t] += sgd.weightDecay() * p;
        double direction = sgd.nesterov() ? g[t] : 0;
        for (int k = 0; k <= t; k++) {
          direction += Math.pow(sgd.momentum(), t - k + (sgd.nesterov() ? 1 : 0)) * g[k];
        }
        p -= RATE * direction;
      }
    }
    return p;
  }

  /** The mean of {@code g[k]^power} over k = 0..t with weights {@code beta^(t - k)}. */
  private static double weightedMean(double[] g, int t, double beta, int power) {
    double sum = 0;
    double weights = 0;
    for (int k = 0; k <= t; k++) {
      double weight = Math.pow(beta, t - k);
      sum += weight * Math.pow(g[k], power);
      weights += weight;
    }
    return sum / weights;
  }

  /** Long enough and often enough that the compiled, vectorised loop runs, tail included. */
  @ParameterizedTest
  @FieldSource("ALL")
  void eachElementGetsTheBitsItWouldGetAlone(Stepper optimizer) {
    int count = 1003;
    int steps = 300;
    float[] together = new float[count];
    fill(together, RANDOM.child(-1));
    float[][] alone = new float[count][1];
    for (int i = 0; i < count; i++) {
      alone[i][0] = together[i];
    }
    float[] gradient = new float[count];
    float[][] slots = optimizer.newState(count);
    float[][][] slotsAlone =
        Stream.generate(() -> optimizer.newState(1)).limit(count).toArray(float[][][]::new);

    for (int t = 0; t < steps; t++) {
      fill(gradient, RANDOM.child(t));
      optimizer.step(together, gradient, slots, t, RATE);
      for (int i = 0; i < count; i++) {
        optimizer.step(alone[i], new float[] {gradient[i]}, slotsAlone[i], t, RATE);
      }
    }

    for (int i = 0; i < count; i++) {
      assertThat(together[i]).isEqualTo(alone[i][0]);
      for (int s = 0; s < slots.length; s++) {
        assertThat(slots[s][i]).isEqualTo(slotsAlone[i][s][0]);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void stateIsOneZeroedArrayForEachSlotAndTheGradientIsOnlyRead(Stepper optimizer) {
    float[][] slots = optimizer.newState(2);
    assertThat(slots).hasDimensions(optimizer.slots(), 2);
    for (float[] slot : slots) {
      assertThat(slot).containsOnly(0);
    }
    float[] gradient = {3, -4};
    optimizer.step(new float[] {1, 2}, gradient, slots, 0, RATE);
    assertThat(gradient).containsExactly(3, -4);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void comesBackFromSerialisationEqual(Stepper optimizer) throws Exception {
    assertThat(Serialised.copy(optimizer)).isEqualTo(optimizer);
  }

  @Test
  void keepsNoMoreStateThanTheRuleNeeds() {
    assertThat(ALL).extracting(Optimizer::slots).containsExactly(0, 1, 1, 2);
  }

  @Test
  void arraysOfOtherShapesAndNegativeStepsAreRefused() {
    Stepper momentum = new Sgd(0.9f, false, 0);
    float[] two = new float[2];
    assertThatThrownBy(() -> momentum.step(two, new float[3], momentum.newState(2), 0, RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the gradient must have 2 elements: 3");
    assertThatThrownBy(() -> momentum.step(two, new float[2], new float[0][], 0, RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this optimizer keeps 1 slots: 0");
    assertThatThrownBy(() -> momentum.step(two, new float[2], momentum.newState(1), 0, RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a slot must have 2 elements: 1");
    assertThatThrownBy(() -> momentum.step(two, new float[2], momentum.newState(2), -1, RATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the step must not be negative: -1");
  }

  private static void fill(float[] array, AddressedRandom random) {
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) random.normal(i);
    }
  }
}
