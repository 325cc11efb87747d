package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.Function;

/**
 * Something that goes wrong in a task, between the cached shards and the computation.
 *
 * @param kind what happens
 * @param marker a file whose creation lets one task of all processes fail; empty for every task
 */
record Fault(Kind kind, String marker) implements Function<Shard, Shard> {
  enum Kind implements Serializable {
    THROWS,
    ENDS_ITS_PROCESS,
    STRAGGLES
  }

  /** In the first task that comes, and in no other. */
  static Fault once(Kind kind, Path folder) {
    return new Fault(kind, folder.resolve(kind.name()).toString());
  }

  static Fault always(Kind kind) {
    return new Fault(kind, "");
  }

  DataSet in(DataSet data) {
    return new DataSet(data.name(), data.shards().map(this), data.features(), data.statistics());
  }

  @Override
  public Shard call(Shard shard) throws IOException, InterruptedException {
    if (marker.isEmpty() || isFirst()) {
      switch (kind) {
        case THROWS -> throw new IllegalStateException("this task was to fail");
        case ENDS_ITS_PROCESS -> Runtime.getRuntime().halt(137);
        // Until speculation's copy is done and this one is interrupted.
        case STRAGGLES -> TimeUnit.MINUTES.sleep(5);
      }
    }
    return shard;
  }

  private boolean isFirst() throws IOException {
    try {
      Files.createFile(Path.of(marker));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
