package dev.lockstep.data;

import dev.lockstep.linalg.CompressedRows;
import java.io.Serializable;

/** A shard's features, [examples x features], in one of two forms that hold the same numbers. */
sealed interface StoredRows extends Serializable permits Rows, SparseRows {
  int features();

  /** Whether all features are whole numbers from 0 to 255. */
  boolean areBytes();

  /** How many features of all rows are not zero. */
  long entries();

  /** What the arrays occupy. */
  long sizeBytes();

  /** Writes a row's features to {@code x[offset]} and on. */
  void copyTo(int row, float[] x, int offset);

  /** Adds a row's features that are not zero to a matrix of rows. */
  void appendTo(int row, CompressedRows x);

  /**
   * Writes a row's features that are not zero, and their places, to arrays from {@code at} on.
   *
   * @param bytes null where they are to be floats
   * @param floats null where they are to be bytes, which all of them are then
   * @return behind the last
   */
  int copyEntries(int row, char[] index, byte[] bytes, float[] floats, int at);

  /** Of all features; infinite where there are none. */
  float smallest();

  /** Of all features; minus infinite where there are none. */
  float largest();
}
