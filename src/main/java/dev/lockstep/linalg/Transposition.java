package dev.lockstep.linalg;

/** Copies the transpose of a matrix. */
final class Transposition {
  private Transposition() {}

  /**
   * Copies [rows x columns] as [columns x rows].
   *
   * @param at the first number to read
   * @param stride between the rows that are read
   * @param toAt the first number to write
   * @param toStride between the rows that are written
   */
  static void copy(
      float[] from, int at, int stride, int rows, int columns, float[] to, int toAt, int toStride) {
    int c = 0;
    for (; c + 4 <= columns; c += 4) {
      fourColumns(from, at + c, stride, rows, to, toAt + c * toStride, toStride);
    }
    for (; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        to[toAt + c * toStride + r] = from[at + r * stride + c];
      }
    }
  }

  private static void fourColumns(
      float[] from, int at, int stride, int rows, float[] to, int to0, int toStride) {
    int to1 = to0 + toStride;
    int to2 = to1 + toStride;
    int to3 = to2 + toStride;
    for (int r = 0; r < rows; r++) {
      int row = at + r * stride;
      to[to0 + r] = from[row];
      to[to1 + r] = from[row + 1];
      to[to2 + r] = from[row + 2];
      to[to3 + r] = from[row + 3];
    }
  }
}
