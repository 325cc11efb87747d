package dev.lockstep.train.exchange;

import java.util.Locale;

/** The way of states and sums: part of the layout, so the model's bits do not depend on it. */
public enum ExchangeKind {
  /** Resident if possible, else by jobs. */
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
