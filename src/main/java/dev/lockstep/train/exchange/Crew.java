package dev.lockstep.train.exchange;

import dev.lockstep.linalg.Slices;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Threads of one JVM that work in rounds. The leader and its followers take a round's units, one
 * after another, until none is left; then the leader goes on. So a follower that sleeps long, or
 * has gone, delays nobody, and one thread is enough.
 *
 * <p>A waiting thread spins for some tens of microseconds, in which the next round usually comes,
 * and then parks.
 */
final class Crew implements Slices {
  /** A part of a round's work, which one member does. */
  @FunctionalInterface
  interface Work {
    void run(int member, int unit);
  }

  /** Threads that spin for each other on one core only keep each other waiting. */
  private static final long SPIN_NANOS =
      Runtime.getRuntime().availableProcessors() > 1 ? 50_000 : 0;

  /** The time after which a parked thread asks whether to stay. */
  private static final long PARK_NANOS = 20_000_000;

  /** Below this, handing out a slice takes longer than its loop. */
  private static final int SMALLEST_SLICE = 4_096;

  /** More than one, because some members may be late. */
  private static final int SLICES_OF_A_MEMBER = 3;

  /** A loop of this length is worth waking the sleepers. */
  private static final int LONG_LOOP = 1 << 18;

  private final int members;
  private final long idleNanos;
  private final AtomicReferenceArray<Thread> parked;
  private volatile Thread parkedLeader;
  private volatile Round round = new Round(0, (member, unit) -> {});
  private volatile long lastEndNanos = System.nanoTime();
  private volatile boolean over;

  /**
   * Creates a crew.
   *
   * @param members the leader, who is member 0, and the possible followers
   * @param idleNanos the time without a round after which it is over, whatever the leader waits for
   */
  Crew(int members, long idleNanos) {
    this.members = members;
    this.idleNanos = idleNanos;
    parked = new AtomicReferenceArray<>(members);
  }

  int members() {
    return members;
  }

  /**
   * Runs the units 0 up to {@code units} and returns when all are done; called by the leader.
   *
   * @throws CrewException with a unit's exception; the other units are done nevertheless
   */
  void work(int units, Work work) {
    work(units, work, /* wake= */ true);
  }

  /** Cuts a loop among the members that are awake, or among all if it is long. */
  @Override
  public void run(int length, Loop loop) {
    int most = members == 1 ? 1 : members * SLICES_OF_A_MEMBER;
    int slices = Math.max(1, Math.min(most, length / SMALLEST_SLICE));
    if (slices == 1) {
      loop.run(0, length);
      return;
    }
    Work work =
        (member, slice) ->
            loop.run(Slices.bound(length, slices, slice), Slices.bound(length, slices, slice + 1));
    work(slices, work, length >= LONG_LOOP);
  }

  @Override
  public int threads() {
    return members;
  }

  @Override
  public void runParts(int parts, IntConsumer part) {
    if (parts == 1) {
      part.accept(0);
    } else {
      work(parts, (member, unit) -> part.accept(unit), /* wake= */ true);
    }
  }

  private void work(int units, Work work, boolean wake) {
    Round next = new Round(units, work);
    round = next;
    if (wake) {
      unparkFollowers();
    }
    next.takePart(0);
    awaitEndOf(next);
    lastEndNanos = System.nanoTime();
    if (next.failure != null) {
      throw new CrewException(next.failure);
    }
  }

  private void awaitEndOf(Round waited) {
    if (spin(waited::isDone)) {
      return;
    }
    parkedLeader = Thread.currentThread();
    while (!waited.isDone()) {
      LockSupport.parkNanos(this, PARK_NANOS);
    }
    parkedLeader = null;
  }

  /**
   * Takes part in the leader's rounds until the crew's end.
   *
   * @param member from 1
   * @param stays asked now and then while there is nothing to do; if it returns false, the crew
   *     ends
   */
  void follow(int member, BooleanSupplier stays) {
    Round last = round;
    last.takePart(member); // A round may have begun.
    while (!over) {
      awaitRoundAfter(last, member, stays);
      Round next = round;
      next.takePart(member);
      Thread leader = parkedLeader;
      if (leader != null && next.isDone()) {
        LockSupport.unpark(leader);
      }
      last = next;
    }
  }

  /** Waits for the crew's end, without a part in its work. */
  void await(int member, BooleanSupplier stays) {
    park(member, () -> false, stays);
  }

  private void awaitRoundAfter(Round last, int member, BooleanSupplier stays) {
    if (!spin(() -> round != last || over)) {
      park(member, () -> round != last, stays);
    }
  }

  private void park(int member, BooleanSupplier goesOn, BooleanSupplier stays) {
    parked.set(member, Thread.currentThread());
    while (!over && !goesOn.getAsBoolean()) {
      if (!stays.getAsBoolean() || isIdle()) {
        end();
      } else {
        LockSupport.parkNanos(this, PARK_NANOS);
      }
    }
    parked.set(member, null);
  }

  private boolean isIdle() {
    return round.isDone() && System.nanoTime() - lastEndNanos > idleNanos;
  }

  /** Spins for a while; returns true as soon as the condition holds, else false. */
  private static boolean spin(BooleanSupplier holds) {
    long start = System.nanoTime();
    do {
      if (holds.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    } while (System.nanoTime() - start < SPIN_NANOS);
    return false;
  }

  /** Sends the followers home, each after its current unit. The leader may still run rounds. */
  void end() {
    over = true;
    unparkFollowers();
  }

  boolean isOver() {
    return over;
  }

  private void unparkFollowers() {
    for (int member = 0; member < members; member++) {
      Thread thread = parked.get(member);
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Carries a member's exception. */
  static final class CrewException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CrewException(Throwable cause) {
      super(cause);
    }
  }

  private static final class Round {
    private final int units;
    private final Work work;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Round(int units, Work work) {
      this.units = units;
      this.work = work;
    }

    void takePart(int member) {
      for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
        try {
          work.run(member, unit);
        } catch (Throwable e) {
          failure = e;
        }
        done.incrementAndGet();
      }
    }

    boolean isDone() {
      return done.get() >= units;
    }
  }
}
