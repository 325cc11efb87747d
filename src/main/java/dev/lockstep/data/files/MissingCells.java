package dev.lockstep.data.files;

import java.util.Locale;

/** What becomes of a missing cell of a feature. */
public enum MissingCells {
  /** It is an error that names the row. */
  REFUSE,
  /** The mean of the training rows stands for it. */
  MEAN,
  /** The median of the training rows stands for it. */
  MEDIAN,
  /** The most frequent value of the training rows stands for it, also of a category. */
  MOST_FREQUENT,
  /** Zero stands for it. */
  ZERO;

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
