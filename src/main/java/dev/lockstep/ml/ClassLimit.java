package dev.lockstep.ml;

import java.io.Serializable;

/**
 * Labels are below it.
 *
 * @param classes how many there can be
 * @param reason where that comes from
 */
record ClassLimit(int classes, String reason) implements Serializable {
  /** Of labels without metadata; a column of more is hardly one of labels. */
  static final ClassLimit UNKNOWN =
      new ClassLimit(10_000, "the most that are counted; set layers for more");

  /** As in messages. */
  @Override
  public String toString() {
    return classes + " (" + reason + ")";
  }
}
