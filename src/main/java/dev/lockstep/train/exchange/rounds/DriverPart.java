package dev.lockstep.train.exchange.rounds;

import dev.lockstep.linalg.Slices;
import dev.lockstep.train.exchange.rounds.Message.Kind;
import dev.lockstep.train.step.PackedStepSum;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The driver's part in the rounds of an exchange. In a round it sends the state, or to each
 * executor a slice of it, and gets each executor's sum, or from each the sum of all for that slice.
 */
public final class DriverPart {
  private final PackedStepSum[] come;
  private int round;
  private boolean sliced;
  private int length;
  private int missing;

  /** The result, overwritten by every round; null before the first. */
  private StepSum total;

  public DriverPart(int executors) {
    come = new PackedStepSum[executors];
  }

  /**
   * Begins a round.
   *
   * @param inSlices whether executors share slices among themselves
   * @return a message for each executor
   */
  public synchronized List<Message> begin(StepState state, int[] exponents, boolean inSlices) {
    Arrays.fill(come, null);
    missing = come.length;
    round++;
    sliced = inSlices;
    length = state.parameters().length;
    int slices = inSlices ? come.length : 1;
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < come.length; i++) {
      if (i < slices) {
        byte[] bytes = state.packed(exponents, Message.HEAD_BYTES, i, slices);
        messages.add(Message.inPlace(bytes, Kind.STATE, round, ExecutorPart.DRIVER));
      } else {
        messages.add(messages.get(0));
      }
    }
    return messages;
  }

  /**
   * Takes an executor's sum.
   *
   * @throws IllegalArgumentException if it is not one of this round, or the second of its executor
   */
  public synchronized void receive(Message message) {
    if (message.number() != round || come[message.from()] != null) {
      throw new IllegalArgumentException(
          "a sum of round " + message.number() + " in round " + round);
    }
    come[message.from()] = PackedStepSum.read(message.payload());
    missing--;
  }

  /** Returns whether all sums of the round have come. */
  public synchronized boolean isComplete() {
    return missing == 0;
  }

  /** Returns the sum over all executors, once it is complete; the next round overwrites it. */
  public synchronized StepSum sum(Slices threads) {
    List<PackedStepSum> parts = List.of(come);
    int[] exponents = parts.get(0).exponents();
    if (total == null) {
      total = new StepSum(exponents);
    } else {
      total.reset(exponents);
    }
    if (sliced) {
      total.join(parts, length, threads);
    } else {
      total.add(parts, threads);
    }
    Arrays.fill(come, null);
    return total;
  }
}
