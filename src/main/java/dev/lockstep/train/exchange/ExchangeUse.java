package dev.lockstep.train.exchange;

import dev.lockstep.text.Counted;

/**
 * The exchange of a training.
 *
 * @param kind resident or jobs
 * @param reason the reason for it, in some words
 * @param jobSteps the sums that a resident exchange made by jobs, because its tasks could not stay
 */
public record ExchangeUse(ExchangeKind kind, String reason, long jobSteps) {

  /** Returns the reason, and the sums made by jobs nevertheless. */
  public String text() {
    return jobSteps == 0
        ? reason
        : reason + "; " + Counted.of(jobSteps, "sum") + " by jobs, while they could not stay";
  }
}
