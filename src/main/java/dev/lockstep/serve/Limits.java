package dev.lockstep.serve;

import java.time.Duration;

/**
 * What clients together may take of the process.
 *
 * @param connections open at once; for one more, the one that has been silent longest is closed
 * @param bodyBytes of one request
 * @param bufferedBytes of all requests and answers that are in memory at once
 * @param rows of one request
 * @param workers threads for requests that take longer than {@link #inlineWork}
 * @param queue requests that wait for a worker
 * @param inlineWork multiplications up to which the thread that reads a request also answers it
 * @param request from a request's first byte to its last, and from an answer's first to its last
 * @param idle between requests
 * @param drain for what is in flight when the server ends
 */
public record Limits(
    int connections,
    int bodyBytes,
    long bufferedBytes,
    int rows,
    int workers,
    int queue,
    long inlineWork,
    Duration request,
    Duration idle,
    Duration drain) {
  private static final int MOST_VALUES = 1_000_000;

  /** Returns the limits for this machine. */
  public static Limits standard() {
    return new Limits(
        1_024,
        8 << 20,
        Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 4),
        10_000,
        Runtime.getRuntime().availableProcessors(),
        256,
        1_000_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10));
  }

  /** Returns the most rows of a request: an answer has a number for each of a row's outputs. */
  int rowsOf(int outputs) {
    return Math.max(1, Math.min(rows, MOST_VALUES / outputs));
  }
}
