package dev.lockstep.cli.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.text.Printable;

/**
 * The times of a step by both exchanges, and of an empty Spark job on the same partitions.
 *
 * @param jobs by a Spark job a step
 * @param resident by tasks that stay; null where they cannot
 * @param broadcastBytes the bytes that a job sends to the executors, once
 * @param resultBytes the bytes that come back from all tasks of a job
 */
public record StepReport(
    @JsonUnwrapped TrainingSetup setup,
    double emptyJobMillis,
    StepTimes jobs,
    @JsonInclude(JsonInclude.Include.NON_NULL) StepTimes resident,
    long broadcastBytes,
    long resultBytes) {

  /** Returns a step by a job without its computation, in empty jobs. */
  @JsonProperty
  public double ratio() {
    return jobs.overheadMillis() / emptyJobMillis;
  }

  /** Returns a table for people. */
  public String table() {
    return Printable.format("%s%nempty job %8.2f ms%n", setup, emptyJobMillis)
        + jobs.table("jobs")
        + (resident == null ? "" : resident.table("resident"))
        + Printable.format(
            "by jobs, a step less its computation takes %.2f times an empty job%n"
                + "a job broadcasts %,d bytes and brings back %,d%n",
            ratio(), broadcastBytes, resultBytes);
  }
}
