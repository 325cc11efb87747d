package dev.lockstep.train.exchange.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.train.exchange.rounds.ExecutorPart;
import dev.lockstep.train.exchange.rounds.Message;
import dev.lockstep.train.exchange.rounds.Message.Kind;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import dev.lockstep.train.step.Sums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However messages travel, the driver gets the exact sum, or knows that it has none. */
class SimulatedExchangeTest {
  private static final int[] EXPONENTS = {30, 33};

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 1", "2, 11", "3, 1000", "4, 3", "7, 7", "7, 1003", "16, 500", "90, 200"})
  void slicesInAnyOrderGiveTheSumOfTheStarAndOfOneProcess(int executors, int length) {
    for (boolean sliced : new boolean[] {false, true}) {
      for (int order = 0; order < 3; order++) {
        SimulatedExchange exchange = exchange(executors, disorder(order));
        for (int step = 0; step < 3; step++) {
          StepState state = state(length, step);
          int[] exponents = {EXPONENTS[0] + step % 2, EXPONENTS[1]}; // The last one is a redo.
          RoundReport report = exchange.round(state, exponents, sliced);
          assertThat(Sums.bytes(report.sum().orElseThrow()))
              .isEqualTo(Sums.bytes(expected(state, exponents, executors)));
        }
      }
    }
  }

  @Test
  void waysMayChangeBetweenRounds() {
    SimulatedExchange exchange = exchange(5, disorder(4));
    for (int step = 0; step < 6; step++) {
      StepState state = state(64, step);
      RoundReport report = exchange.round(state, EXPONENTS, step % 3 == 1);
      assertThat(Sums.bytes(report.sum().orElseThrow()))
          .isEqualTo(Sums.bytes(expected(state, EXPONENTS, 5)));
    }
  }

  /** Every message of two rounds in turn is the first that the executor misses. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExecutorLostAtAnyMessageGivesNoSumAndNoWrongOne(boolean sliced) {
    int executors = 4;
    SimulatedExchange whole = exchange(executors, disorder(9));
    long messages = 0;
    for (int step = 0; step < 2; step++) {
      messages += whole.round(state(32, step), EXPONENTS, sliced).messages();
    }
    int complete = 0;
    int without = 0;
    for (long after = 0; after <= messages; after++) {
      SimulatedExchange exchange = exchange(executors, disorder(9));
      exchange.lose((int) (after % executors), after);
      for (int step = 0; step < 2; step++) {
        StepState state = state(32, step);
        Optional<StepSum> sum = exchange.round(state, EXPONENTS, sliced).sum();
        if (sum.isEmpty()) {
          without++;
          break; // The residence ends.
        }
        complete++;
        assertThat(Sums.bytes(sum.get()))
            .isEqualTo(Sums.bytes(expected(state, EXPONENTS, executors)));
      }
      exchange.executors().forEach(part -> part.receive(Message.of(Kind.END, 0, -1)));
      assertThat(exchange.executors()).allMatch(ExecutorPart::isOver);
      assertThat(exchange.executors()).allMatch(part -> part.request().isEmpty());
    }
    assertThat(complete).isPositive();
    assertThat(without).isPositive();
  }

  @Test
  void whatComesTwiceOrFromAnotherRoundEndsThePartAndTellsTheDriver() {
    StepState state = state(10, 0);
    StepSum sum = expected(state, EXPONENTS, 1);
    byte[] once = sum.packed(Message.HEAD_BYTES, 0, 2);
    for (int round : new int[] {1, 2}) {
      List<Message> toDriver = new ArrayList<>();
      ExecutorPart part = new ExecutorPart(0, 2, (to, message) -> toDriver.add(message));
      part.receive(Message.of(Kind.SUM, 1, 1, payload(once)));
      assertThat(part.isOver()).isFalse();
      part.receive(Message.of(Kind.SUM, round, 1, payload(once)));
      assertThat(part.isOver()).isTrue();
      assertThat(toDriver).hasSize(1);
      assertThat(toDriver.get(0).kind()).isEqualTo(Kind.FAILED);
      assertThat(toDriver.get(0).text()).contains(round == 1 ? "two sums" : "round 2");
    }
  }

  /** A megabyte a second: what the driver sends and receives decides. */
  @Test
  void theDriversLinkCarriesOneSumWhereThereAreSlices() {
    Network slow = new Network(1e6, 0.001, 0, n -> 0);
    StepState state = state(10_000, 0);
    RoundReport star = exchange(8, slow).round(state, EXPONENTS, false);
    RoundReport slices = exchange(8, slow).round(state, EXPONENTS, true);
    assertThat(star.messages()).isEqualTo(16);
    assertThat(slices.messages()).isEqualTo(2 * 8 + 2 * 8 * 7);
    assertThat(star.driverBytesOut()).isBetween(8 * 80_000L, 8 * 81_000L);
    assertThat(slices.driverBytesOut()).isBetween(80_000L, 82_000L);
    assertThat(slices.driverBytesIn()).isBetween(70_000L, 101_000L);
    assertThat(star.seconds())
        .isBetween(star.driverBytesOut() / 1e6, 2 * star.driverBytesOut() / 1e6);
    assertThat(slices.seconds()).isLessThan(star.seconds() / 2);
  }

  private static byte[] payload(byte[] bytes) {
    return Arrays.copyOfRange(bytes, Message.HEAD_BYTES, bytes.length);
  }

  private static Network disorder(long seed) {
    AddressedRandom random = AddressedRandom.of(seed, "delay");
    return new Network(1e9, 1e-4, 0, n -> random.uniform(n));
  }

  private static SimulatedExchange exchange(int executors, Network network) {
    return new SimulatedExchange(
        executors,
        network,
        Costs.NONE,
        1,
        (executor, request) ->
            Sums.of(request.state(), request.exponents(), executor, shards(executor)));
  }

  /** Some executors have no shard. */
  private static int shards(int executor) {
    return executor % 3;
  }

  private static StepSum expected(StepState state, int[] exponents, int executors) {
    StepSum sum = new StepSum(exponents);
    for (int executor = 0; executor < executors; executor++) {
      sum.merge(Sums.of(state, exponents, executor, shards(executor)));
    }
    return sum;
  }

  private static StepState state(int length, int step) {
    AddressedRandom random = AddressedRandom.of(step, "state");
    float[] parameters = new float[length];
    float[] slot = new float[length];
    for (int i = 0; i < length; i++) {
      parameters[i] = (float) random.uniform(i) - 0.5f;
      slot[i] = (float) random.uniform(length + i);
    }
    return new StepState(parameters, new float[][] {slot}, 2, step, step, new double[] {0.1, 0.2});
  }
}
