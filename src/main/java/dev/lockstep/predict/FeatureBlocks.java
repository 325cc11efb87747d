package dev.lockstep.predict;

import dev.lockstep.data.DataException;

/** A task's rows to be scored, a block at a time. */
public sealed interface FeatureBlocks permits RowBlocks, BatchBlocks {

  /**
   * Reads the next rows. A wrong row fails with a {@link DataException} that names it.
   *
   * @param x [rows x features], filled from its beginning on
   * @param results [rows], at most as many as {@code x} has room for; each becomes a row of output
   *     that begins with copies of the kept columns
   * @param more the number of cells after them, null for now
   * @return the number of rows; 0 at the end
   */
  int read(double[] x, Object[][] results, int more);
}
