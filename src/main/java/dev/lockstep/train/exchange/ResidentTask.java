package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.train.exchange.rounds.Begin;
import dev.lockstep.train.exchange.rounds.ExecutorPart;
import dev.lockstep.train.exchange.rounds.Message;
import dev.lockstep.train.exchange.rounds.Message.Kind;
import dev.lockstep.train.step.Averaging;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * A task that stays: it brings its partition's shards to the team in its JVM, and takes part in the
 * team's work until the residence ends.
 *
 * @param residence its name
 * @param driver where the driver is to be reached; null if the driver itself leads the team
 * @param averaging what the shards compute; null if the driver itself leads the team
 */
record ResidentTask(String residence, SparkRpc.Address driver, Averaging averaging)
    implements VoidFunction<Iterator<Shard>> {

  /** As in one process, but other executors may be slow. */
  private static final long IDLE_NANOS = 60_000_000_000L;

  static ResidentTask local(String residence) {
    return new ResidentTask(residence, null, null);
  }

  static ResidentTask remote(SparkRpc.Address driver, Averaging averaging) {
    return new ResidentTask(driver.name(), driver, averaging);
  }

  @Override
  public void call(Iterator<Shard> partition) {
    List<Shard> shards = new ArrayList<>();
    partition.forEachRemaining(shards::add);
    TaskContext task = TaskContext.get();
    BooleanSupplier stays = () -> !task.isInterrupted();
    if (driver == null) {
      stayWithTheDriver(shards, stays);
    } else {
      stayOnAnExecutor(shards, task.partitionId(), stays);
    }
  }

  private void stayWithTheDriver(List<Shard> shards, BooleanSupplier stays) {
    Team team = Team.of(residence);
    if (team == null) { // The residence has ended before it was complete.
      return;
    }
    int member = team.arrive(shards);
    if (member >= team.crew().members()) { // Spark has started this task again.
      team.end();
    } else if (member == 0) {
      team.crew().await(member, stays); // The driver's thread does its work.
    } else {
      team.crew().follow(member, stays);
    }
  }

  private void stayOnAnExecutor(List<Shard> shards, int partition, BooleanSupplier stays) {
    String executor = SparkEnv.get().executorId();
    SparkRpc.Line line = new SparkRpc.Line(driver);
    Team team = Team.ofExecutor(residence);
    int member = team.arrive(shards);
    try {
      Message hello = Message.of(Kind.ARRIVED, partition, ExecutorPart.DRIVER, executor);
      byte[] answer = line.ask(hello.bytes(), stays);
      if (answer == null || new Message(answer).kind() != Kind.BEGIN) {
        return;
      }
      Message begin = new Message(answer);
      Crew crew = team.begin(begin.number(), IDLE_NANOS);
      if (member > 0) {
        crew.follow(member, stays);
        return;
      }
      Begin what = Begin.of(begin);
      try (RemoteLeader leader = new RemoteLeader(residence, line, what)) {
        leader.lead(team, averaging, stays);
      }
    } finally {
      team.end();
    }
  }
}
