package dev.lockstep.train.exchange;

import java.util.Locale;

/** How states and sums travel: a matter of the layout, which shows in no bit of the model. */
public enum ExchangeKind {
  /** Resident where it can be, else by jobs. */
  AUTO,
  /** One Spark job whose tasks stay and wait for the next state. */
  RESIDENT,
  /** A Spark job for every sum. */
  JOBS;

  /** Returns its name in options and in {@code run.json}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
