package dev.lockstep.train.exchange;

import dev.lockstep.text.Counted;

/**
 * Which exchange a training had.
 *
 * @param kind resident or jobs
 * @param reason why, in some words
 * @param jobSteps how many sums a resident exchange had by jobs, because its tasks could not stay
 */
public record ExchangeUse(ExchangeKind kind, String reason, long jobSteps) {

  /** Returns the reason, and what was by jobs nevertheless. */
  public String text() {
    return jobSteps == 0
        ? reason
        : reason + "; " + Counted.of(jobSteps, "sum") + " by jobs, while they could not stay";
  }
}
