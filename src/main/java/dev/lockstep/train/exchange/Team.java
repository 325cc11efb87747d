package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.SharedKernels;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/**
 * The tasks of a residence that run in one JVM: their shards, their threads, and the memory they
 * share. Sums are reused: a step leaves no garbage.
 */
final class Team {
  private static final ConcurrentMap<String, Team> TEAMS = new ConcurrentHashMap<>();

  private final String residence;
  private final List<Shard> shards = new ArrayList<>();
  private int arrived;
  private volatile boolean over;

  /** Null before the number of members is known; so are the arrays. */
  private volatile Crew crew;

  private StepSum[] sums;

  /** By member: the round in which it has added to its sum last. */
  private long[] lastRound;

  private long rounds;

  private Team(String residence) {
    this.residence = residence;
  }

  /** Founds the team of a residence in this JVM. */
  static Team found(String residence, int members, long idleNanos) {
    Team team = ofExecutor(residence);
    team.begin(members, idleNanos);
    return team;
  }

  /** Returns the team of a residence in an executor's JVM; the first task that comes founds it. */
  static Team ofExecutor(String residence) {
    return TEAMS.computeIfAbsent(residence, Team::new);
  }

  /** Makes the crew, once it is known how many the members are; returns it. */
  synchronized Crew begin(int members, long idleNanos) {
    if (crew == null) {
      sums = new StepSum[members];
      lastRound = new long[members];
      crew = new Crew(members, idleNanos);
    }
    return crew;
  }

  /** Returns the team of a residence in this JVM; null if it has none, or no longer. */
  static Team of(String residence) {
    return TEAMS.get(residence);
  }

  /** Adds a task with its shards; returns which member it is. */
  synchronized int arrive(List<Shard> brought) {
    shards.addAll(brought);
    notifyAll();
    return arrived++;
  }

  /** Waits until all have arrived, at most for so long; returns whether they have. */
  synchronized boolean awaitAll(long millis, BooleanSupplier givesUp) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (arrived < crew.members()
        && !isOver()
        && !givesUp.getAsBoolean()
        && System.nanoTime() < deadline) {
      wait(1);
    }
    return arrived == crew.members() && !isOver();
  }

  Crew crew() {
    return crew;
  }

  /**
   * Computes the exact sum of the shards' parts. Called by the crew's leader.
   *
   * @return a sum that the next call overwrites
   */
  StepSum sum(Averaging averaging, StepState state, int[] exponents) {
    rounds++;
    boolean dense = shards.stream().noneMatch(Shard::isCompressed);
    if (dense && sharesShards(averaging, shards.size(), crew.members())) {
      shareShards(averaging, state, own(0, exponents));
    } else {
      int together = averaging.together(shards.size(), crew.members());
      int units = (shards.size() + together - 1) / together;
      crew.work(
          units,
          (member, unit) -> {
            int first = Slices.bound(shards.size(), units, unit);
            int end = Slices.bound(shards.size(), units, unit + 1);
            StepSum sum = own(member, exponents);
            addShards(averaging, state, shards.subList(first, end), sum, Slices.ONE);
          });
    }
    List<StepSum> ofMembers = new ArrayList<>();
    for (int member = 0; member < sums.length; member++) {
      if (lastRound[member] == rounds) {
        ofMembers.add(sums[member]);
      }
    }
    return ofMembers.isEmpty()
        ? own(0, exponents)
        : ofMembers.get(0).mergeAll(ofMembers.subList(1, ofMembers.size()), crew);
  }

  private void shareShards(Averaging averaging, StepState state, StepSum sum) {
    try {
      addShards(averaging, state, shards, sum, crew);
    } catch (Crew.CrewException e) {
      throw e;
    } catch (RuntimeException | Error e) { // As for a unit of the crew's work.
      throw new Crew.CrewException(e);
    }
  }

  /**
   * Returns true if several threads finish the shards sooner one by one, each shared by all of
   * them, than with a thread for each. Sharing uses about half of what a thread can do, and where
   * features are compressed, less.
   */
  static boolean sharesShards(Averaging averaging, int shards, int threads) {
    return shards > 0 && SharedKernels.useful(threads, averaging.parameters()) >= 2 * shards;
  }

  private static void addShards(
      Averaging averaging, StepState state, List<Shard> some, StepSum sum, Slices threads) {
    long start = System.nanoTime();
    averaging.addShards(state, some, sum, threads);
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

  boolean isOver() {
    return over || (crew != null && crew.isOver());
  }

  synchronized void end() {
    over = true;
    TEAMS.remove(residence, this);
    if (crew != null) {
      crew.end();
    }
  }
}
