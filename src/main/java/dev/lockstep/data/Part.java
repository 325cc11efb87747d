package dev.lockstep.data;

/** A data set's examples to learn from, or those to be examined on. */
public enum Part {
  TRAIN,
  TEST
}
