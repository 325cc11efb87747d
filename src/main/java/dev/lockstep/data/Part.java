package dev.lockstep.data;

/** A part of a data set: the examples to learn from, or those to be tested on. */
public enum Part {
  TRAIN,
  TEST
}
