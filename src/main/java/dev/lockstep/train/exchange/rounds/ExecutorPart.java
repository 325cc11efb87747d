package dev.lockstep.train.exchange.rounds;

import dev.lockstep.linalg.Slices;
import dev.lockstep.train.exchange.rounds.Message.Kind;
import dev.lockstep.train.step.IncomingState;
import dev.lockstep.train.step.PackedStepSum;
import dev.lockstep.train.step.StepSum;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * An executor's part in the rounds of an exchange. Where the state comes in slices, executor i owns
 * slice i: it passes its slice of the state on to all others, adds what all bring for its slice of
 * the sum, and brings the result to the driver. Otherwise it brings its own sum.
 *
 * <p>All of a round's messages may come in any order, and before this executor knows of the round;
 * no message of the next round comes before this executor has brought its sum.
 */
public final class ExecutorPart {
  /** Stands for the driver where executors have a number. */
  public static final int DRIVER = -1;

  /** Sends a message to an executor or the driver, without waiting. */
  @FunctionalInterface
  public interface Outbox {
    void send(int to, Message message);
  }

  private final int self;
  private final int executors;
  private final Outbox out;

  /** Guarded by this, as all below. */
  private final IncomingState state = new IncomingState();

  private final BitSet brought = new BitSet();

  /** The last round that is done. */
  private int round;

  private boolean sliced;
  private boolean hasState;
  private boolean over;

  /** The sum of all for the own slice; null before the first. */
  private StepSum reduced;

  /**
   * Creates a part.
   *
   * @param self which executor it is, from 0
   */
  public ExecutorPart(int self, int executors, Outbox out) {
    this.self = self;
    this.executors = executors;
    this.out = out;
  }

  /** Takes a message of the driver or of another executor. */
  public void receive(Message message) {
    try {
      switch (message.kind()) {
        case STATE -> receiveState(message);
        case SUM -> receiveSum(message.number(), message.from(), message);
        default -> end();
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void receiveState(Message message) {
    boolean fromDriver = message.from() == DRIVER;
    boolean passesOn;
    synchronized (this) {
      requirePresent(message.number());
      boolean complete = state.add(message.payload());
      if (fromDriver) {
        sliced = state.slices() > 1;
      }
      passesOn = fromDriver && sliced;
      hasState = complete;
    }
    if (passesOn) {
      Message own = Message.inPlace(message.bytes(), Kind.STATE, message.number(), self);
      for (int distance = 1; distance < executors; distance++) {
        out.send((self + distance) % executors, own);
      }
    }
  }

  /** Returns the state whose sum this executor is to compute, once; empty if there is none now. */
  public synchronized Optional<SumRequest> request() {
    if (!hasState || over) {
      return Optional.empty();
    }
    hasState = false;
    return Optional.of(new SumRequest(state.state(), state.exponents()));
  }

  /** Takes this executor's sum. */
  public void computed(StepSum sum) {
    int present = present();
    if (!sliced()) {
      bring(sum);
      return;
    }
    for (int distance = 1; distance < executors; distance++) {
      int to = (self + distance) % executors;
      out.send(to, sum(sum, to, present));
    }
    receiveSum(present, self, sum(sum, self, present));
  }

  private Message sum(StepSum sum, int slice, int present) {
    byte[] bytes = sum.packed(Message.HEAD_BYTES, slice, executors);
    return Message.inPlace(bytes, Kind.SUM, present, self);
  }

  private void receiveSum(int number, int from, Message message) {
    StepSum complete = null;
    synchronized (this) {
      requirePresent(number);
      if (brought.get(from)) {
        throw new IllegalArgumentException("two sums of executor " + from);
      }
      PackedStepSum packed = PackedStepSum.read(message.payload());
      if (reduced == null) {
        reduced = new StepSum(packed.exponents());
      } else if (brought.isEmpty()) {
        reduced.reset(packed.exponents());
      }
      brought.set(from);
      reduced.add(List.of(packed), Slices.ONE);
      if (brought.cardinality() == executors) {
        complete = reduced;
      }
    }
    if (complete != null) {
      bring(complete);
    }
  }

  private void bring(StepSum sum) {
    byte[] bytes = sum.packed(Message.HEAD_BYTES, 0, 1);
    int done;
    synchronized (this) {
      brought.clear();
      done = ++round;
    }
    out.send(DRIVER, Message.inPlace(bytes, Kind.SUM, done, self));
  }

  /** Gives up; the driver is told the reason. */
  public void fail(Throwable reason) {
    end();
    out.send(DRIVER, Message.of(Kind.FAILED, 0, self, String.valueOf(reason)));
  }

  /** Takes no further part. */
  public synchronized void end() {
    over = true;
  }

  public synchronized boolean isOver() {
    return over;
  }

  private synchronized int present() {
    return round + 1;
  }

  private synchronized boolean sliced() {
    return sliced;
  }

  private void requirePresent(int number) {
    if (number != round + 1) {
      throw new IllegalArgumentException(
          "a message of round " + number + " in round " + (round + 1));
    }
  }
}
