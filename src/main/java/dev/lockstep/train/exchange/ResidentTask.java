package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.Shard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * A task that stays: it brings its partition's shards to the team in its JVM, and takes part in the
 * team's work until the residence ends.
 */
record ResidentTask(String residence) implements VoidFunction<Iterator<Shard>> {
  @Override
  public void call(Iterator<Shard> partition) {
    List<Shard> shards = new ArrayList<>();
    partition.forEachRemaining(shards::add);
    Team team = Team.of(residence);
    if (team == null) { // The residence has ended before it was complete.
      return;
    }
    TaskContext task = TaskContext.get();
    int member = team.arrive(shards);
    if (member >= team.crew().members()) { // Spark has started this task again.
      team.end();
    } else if (member == 0) {
      team.crew().await(member, () -> !task.isInterrupted()); // The driver's thread does its work.
    } else {
      team.crew().follow(member, () -> !task.isInterrupted());
    }
  }
}
