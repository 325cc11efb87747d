package dev.lockstep.optim;

import static dev.lockstep.optim.ScheduleTest.assertRates;
import static dev.lockstep.optim.ScheduleTest.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleNameTest {
  @Test
  void theDecayTakesTheStepsThatTheWarmupLeaves() {
    assertRates(ScheduleName.CONSTANT.schedule(0.5, 4, 2), 0, 0.25, 0.5, 0.5);
    assertRates(ScheduleName.COSINE.schedule(2, 4, 2), 0, 1, 2, 1, 0);
    assertRates(
        ScheduleName.ONE_CYCLE.schedule(1, 6, 2),
        0,
        0.02,
        0.04,
        0.811745653949763,
        0.28306099820869923,
        4e-6);
    assertRates(ScheduleName.STEP.schedule(1, 8, 2), 0, 0.5, 1, 1, 0.1, 0.1, 0.01, 0.01);
  }

  @Test
  void stepDropsToATenthAfterEachThirdRoundedUp() {
    assertRates(ScheduleName.STEP.schedule(1, 7, 0), 1, 1, 1, 0.1, 0.1, 0.1, 0.01);
    assertRates(ScheduleName.STEP.schedule(1, 3, 0), 1, 0.1, 0.01);
    assertRates(ScheduleName.STEP.schedule(1, 1, 0), 1);
  }

  @ParameterizedTest
  @EnumSource
  void aWarmupAsLongAsTheTrainingOrLongerClimbsToItsEnd(ScheduleName decay) {
    double top = decay.schedule(1, 1, 0).learningRate(0);
    assertRates(decay.schedule(1, 4, 4), 0, top / 4, top / 2, top * 3 / 4);
    assertRates(decay.schedule(1, 2, 10), 0, top / 10);
  }

  @ParameterizedTest
  @EnumSource
  void argumentsAreNamed(ScheduleName decay) {
    assertRefused(() -> decay.schedule(-0.1, 1, 0), "learningRate must be positive: -0.1");
    assertRefused(() -> decay.schedule(1, 0, 0), "the number of steps must be positive: 0");
    assertRefused(() -> decay.schedule(1, 1, -1), "warmup must not be negative: -1");
  }
}
