package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void constantNeverChanges() {
    assertRates(Schedule.constant(0.3), 0.3, 0.3, 0.3);
    assertThat(Schedule.constant(0.3).learningRate(Long.MAX_VALUE)).isEqualTo(0.3);
  }

  @Test
  void cosineFallsFromTheRateToZeroJustAfterTheLastStep() {
    double diagonal = Math.sqrt(2) / 2; // cos(pi / 4)
    assertRates(Schedule.cosine(2, 4), 2, 1 + diagonal, 1, 1 - diagonal, /* past the end */ 0, 0);
  }

  @Test
  void cosineOfASingleStepIsTheRate() {
    assertRates(Schedule.cosine(2, 1), 2, 0, 0);
  }

  /**
   * PyTorch 2.13:
   *
   * <pre>
   *   o = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
   *   s = lr_scheduler.OneCycleLR(o, 1.0, total_steps=total, cycle_momentum=False)
   *   for _ in range(total):
   *       print(o.param_groups[0]['lr']); o.step(); s.step()
   * </pre>
   */
  @Test
  void oneCycleAgreesWithPyTorch() {
    assertRates(
        Schedule.oneCycle(1, 10),
        0.040000000000000036,
        0.52,
        1.0, // the peak: 0.3 * 10 - 1 = 2
        0.9504846320134737,
        0.8117456539497631,
        0.6112620219362893,
        0.38874197806371075,
        0.18825834605023697,
        0.049519367986526286,
        4e-06);
    assertRates( // the peak lies between steps, at 1.1
        Schedule.oneCycle(1, 7),
        0.040000000000000036,
        0.9805566273349586,
        0.9190443762697106,
        0.6726838364805451,
        0.35773877573965707,
        0.0992967918932656,
        4e-06);
    assertRates(
        Schedule.oneCycle(1, 4),
        0.040000000000000036,
        0.811745653949763,
        0.28306099820869923,
        4e-06);
    // Too short to climb: the peak lies before step 0.
    assertRates(Schedule.oneCycle(1, 3), 0.9944154354509117, 0.46263710266697505, 4e-06);
    assertRates(Schedule.oneCycle(1, 2), 0.811745653949763, 4e-06);
    assertRates(Schedule.oneCycle(1, 1), 4e-06);
  }

  @Test
  void oneCycleByHand() {
    Schedule schedule = Schedule.oneCycle(0.5, 100);
    assertRate(schedule, 0, 0.5 / 25);
    assertRate(schedule, 29, 0.5); // 0.3 * 100 - 1
    assertRate(schedule, 64, (0.5 + 0.5 / 25 / 1e4) / 2); // half way from 29 to 99
    assertRate(schedule, 99, 0.5 / 25 / 1e4);
    assertRate(schedule, 100, 0.5 / 25 / 1e4);
    assertRate(schedule, 1_000_000, 0.5 / 25 / 1e4);
  }

  @Test
  void stepDecaysAfterEveryFewSteps() {
    assertRates(Schedule.step(8, 2, 0.5), 8, 8, 4, 4, 2, 2, 1);
    assertRates(Schedule.step(8, 1, 0.5), 8, 4, 2);
    assertRates(Schedule.step(8, 2, 1), 8, 8, 8);
  }

  @Test
  void warmupClimbsFromZeroAndThenTheScheduleStartsAtItsOwnBeginning() {
    assertRates(Schedule.constant(0.8).withWarmup(4), 0, 0.2, 0.4, 0.6, 0.8, 0.8);
    assertRates(Schedule.cosine(2, 2).withWarmup(2), 0, 1, 2, 1, 0, 0);
    assertRates(Schedule.step(8, 2, 0.5).withWarmup(2), 0, 4, 8, 8, 4, 4, 2);
    // One cycle starts at a 25th of the peak, so that is what the warm-up climbs to.
    assertRates(Schedule.oneCycle(1, 10).withWarmup(2), 0, 0.02, 0.04, 0.52, 1);
  }

  @Test
  void warmupOfOneStepStartsAtZeroAndOfNoneIsNoWarmup() {
    assertRates(Schedule.constant(0.8).withWarmup(1), 0, 0.8, 0.8);
    assertRates(Schedule.cosine(2, 2).withWarmup(0), 2, 1, 0);
  }

  @Test
  void comesBackFromSerialisationWithTheSameRates() throws Exception {
    Schedule schedule = Schedule.oneCycle(1, 10).withWarmup(3);
    Schedule copy = (Schedule) Serialised.copy(schedule);
    for (long step = 0; step < 15; step++) {
      assertThat(copy.learningRate(step)).isEqualTo(schedule.learningRate(step));
    }
  }

  @Test
  void argumentsAreNamedAsOnTheCommandLine() {
    assertRefused(() -> Schedule.constant(-0.1), "learningRate must be positive: -0.1");
    assertRefused(() -> Schedule.cosine(0, 1), "learningRate must be positive: 0.0");
    assertRefused(
        () -> Schedule.oneCycle(Double.POSITIVE_INFINITY, 1),
        "learningRate must be finite: Infinity");
    assertRefused(() -> Schedule.step(Double.NaN, 1, 0.5), "learningRate must be finite: NaN");
    assertRefused(() -> Schedule.cosine(1, 0), "the number of steps must be positive: 0");
    assertRefused(() -> Schedule.oneCycle(1, -1), "the number of steps must be positive: -1");
    assertRefused(
        () -> Schedule.step(1, 0, 0.5), "the number of steps between decays must be positive: 0");
    assertRefused(() -> Schedule.step(1, 1, 0), "the decay must be above 0 and at most 1: 0.0");
    assertRefused(() -> Schedule.step(1, 1, 1.5), "the decay must be above 0 and at most 1: 1.5");
    assertRefused(() -> Schedule.constant(1).withWarmup(-1), "warmup must not be negative: -1");
  }

  static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  /** The rates from step 0 on. */
  static void assertRates(Schedule schedule, double... expected) {
    for (int step = 0; step < expected.length; step++) {
      assertRate(schedule, step, expected[step]);
    }
  }

  /** Up to a few roundings of doubles around the size of the rate at its highest. */
  private static void assertRate(Schedule schedule, long step, double expected) {
    assertThat(schedule.learningRate(step)).as("step %d", step).isCloseTo(expected, within(1e-15));
  }
}
