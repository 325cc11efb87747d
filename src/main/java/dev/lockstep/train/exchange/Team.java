package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/**
 * The tasks of a residence in one JVM: their shards, their threads, and their shared memory. Sums
 * are used again, so a step leaves no garbage.
 */
final class Team {
  private static final ConcurrentMap<String, Team> TEAMS = new ConcurrentHashMap<>();

  private final String residence;
  private final Crew crew;
  private final List<Shard> shards = new ArrayList<>();
  private final StepSum[] sums;

  /** By member, the last round in which it added to its sum. */
  private final long[] lastRound;

  private int arrived;
  private long rounds;

  private Team(String residence, int members) {
    this.residence = residence;
    crew = new Crew(members);
    sums = new StepSum[members];
    lastRound = new long[members];
  }

  /** Founds the team of a residence in this JVM. */
  static Team found(String residence, int members) {
    Team team = new Team(residence, members);
    TEAMS.put(residence, team);
    return team;
  }

  /** Returns the team of a residence in this JVM; null if there is none. */
  static Team of(String residence) {
    return TEAMS.get(residence);
  }

  /** Adds a task with its shards; returns its member number. */
  synchronized int arrive(List<Shard> brought) {
    shards.addAll(brought);
    notifyAll();
    return arrived++;
  }

  /** Waits until all have arrived, but no longer than this; returns true if they have. */
  synchronized boolean awaitAll(long millis, BooleanSupplier givesUp) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (arrived < crew.members() && !givesUp.getAsBoolean() && System.nanoTime() < deadline) {
      wait(1);
    }
    return arrived == crew.members();
  }

  Crew crew() {
    return crew;
  }

  /**
   * Computes the exact sum of the shards' parts; called by the crew's leader.
   *
   * @return a sum that the next call overwrites
   */
  StepSum sum(Averaging averaging, StepState state, int[] exponents) {
    rounds++;
    crew.work(
        shards.size(),
        (member, unit) -> addShard(averaging, state, shards.get(unit), own(member, exponents)));
    StepSum total = null;
    for (int member = 0; member < sums.length; member++) {
      if (lastRound[member] == rounds) {
        total = total == null ? sums[member] : total.merge(sums[member], crew);
      }
    }
    return total == null ? own(0, exponents) : total;
  }

  private static void addShard(Averaging averaging, StepState state, Shard shard, StepSum sum) {
    long start = System.nanoTime();
    averaging.addShard(state, shard, sum);
    sum.addNanos(System.nanoTime() - start);
  }

  /** Returns a member's sum of this round, empty before its first addend. */
  private StepSum own(int member, int[] exponents) {
    if (sums[member] == null) {
      sums[member] = new StepSum(exponents);
    } else if (lastRound[member] != rounds) {
      sums[member].reset(exponents);
    }
    lastRound[member] = rounds;
    return sums[member];
  }

  void end() {
    TEAMS.remove(residence, this);
    crew.end();
  }
}
