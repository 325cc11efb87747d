package dev.lockstep.predict;

import dev.lockstep.data.DataException;

/** A task's rows to be scored, some at a time. */
public sealed interface FeatureBlocks permits RowBlocks, BatchBlocks {

  /**
   * Reads the next rows. A wrong one fails with a {@link DataException} that says which it is.
   *
   * @param x [rows x features], filled from its beginning on
   * @param results [rows], as many as {@code x} has room for at most; each becomes a row of output
   *     that begins with copies of the columns that are passed through
   * @param more the number of cells after them, null as yet
   * @return the number of rows; 0 at the end
   */
  int read(double[] x, Object[][] results, int more);
}
