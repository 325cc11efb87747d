package dev.lockstep.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.Sums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** The ways of states and sums between a driver and its executors. */
public final class WaysOfSums {
  private static final int STEPS = 5;
  private static final int ATTEMPTS = 5;

  private WaysOfSums() {}

  /** Has the same sums made by jobs, whole by residents, and in slices by residents. */
  public static void assertSame(JavaSparkContext spark, DataSet data, Recipe recipe) {
    Averaging averaging = Averaging.of(recipe, STEPS);
    int[] exponents = new int[averaging.sums()];
    Arrays.fill(exponents, 30);
    List<byte[]> expected = new ArrayList<>();
    try (JobExchange jobs = new JobExchange(spark, data, averaging, exponents, "a test")) {
      for (int step = 0; step < STEPS; step++) {
        expected.add(Sums.bytes(jobs.sumOverShards(state(recipe, averaging, step), exponents)));
      }
    }
    assertThat(expected).doesNotHaveDuplicates();
    for (boolean sliced : new boolean[] {false, true}) {
      try (Neighbours neighbours = new Neighbours(spark);
          RemoteResidence residence =
              new RemoteResidence(data, averaging, (executors, bytes) -> sliced)) {
        assertThat(residence.begins(neighbours)).isTrue();
        assertThat(residence.isSliced()).isEqualTo(sliced);
        for (int step = 0; step < STEPS; step++) {
          StepState state = state(recipe, averaging, step);
          assertThat(Sums.bytes(residence.sum(state, exponents))).isEqualTo(expected.get(step));
        }
      }
    }
  }

  /** Has an executor killed in the middle of steps in slices: the residence ends, at once. */
  public static void assertEndsWithItsExecutor(
      JavaSparkContext spark, DataSet data, Recipe recipe, Runnable kill) {
    Averaging averaging = Averaging.of(recipe, STEPS);
    int[] exponents = new int[averaging.sums()];
    Arrays.fill(exponents, 30);
    try (Neighbours neighbours = new Neighbours(spark);
        RemoteResidence residence = begun(neighbours, data, averaging)) {
      assertThat(residence.reason()).endsWith("executors exchange slices");
      residence.sum(state(recipe, averaging, 0), exponents);
      kill.run();
      assertThatThrownBy(() -> sumsUntilItEnds(residence, recipe, averaging, exponents))
          .isInstanceOf(Crew.CrewException.class);
      assertThat(residence.isOver()).isTrue();
    }
  }

  /** Tries again, because new executors are slow to take their tasks on a busy machine. */
  private static RemoteResidence begun(Neighbours neighbours, DataSet data, Averaging averaging) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RemoteResidence residence = new RemoteResidence(data, averaging, (executors, bytes) -> true);
      if (residence.begins(neighbours)) {
        return residence;
      }
      residence.close();
    }
    throw new AssertionError("the tasks did not come");
  }

  private static void sumsUntilItEnds(
      RemoteResidence residence, Recipe recipe, Averaging averaging, int[] exponents) {
    for (int step = 1; step < 1_000_000; step++) {
      residence.sum(state(recipe, averaging, step % STEPS), exponents);
    }
  }

  private static StepState state(Recipe recipe, Averaging averaging, int step) {
    float[] parameters = recipe.initialization().parameters(recipe.network(), recipe.seed());
    float[][] slots = averaging.sentSlots(recipe.optimizer().newState(parameters.length));
    parameters[step] += step;
    return new StepState(parameters, slots, 0, step, step, new double[] {0.01});
  }
}
