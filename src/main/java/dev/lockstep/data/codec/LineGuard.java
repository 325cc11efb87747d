package dev.lockstep.data.codec;

/**
 * Counts the bytes of a line as they are unpacked: a few bytes expand to gigabytes without a line
 * end, and a reader of lines would put them all into memory.
 */
final class LineGuard {
  private long lineBytes;

  /**
   * Looks at the next bytes of a text.
   *
   * @param count negative at the end
   * @throws LongLineException if a line is too long
   */
  void see(byte[] bytes, int offset, int count) throws LongLineException {
    int end = offset + count;
    int lineEnd = end - 1;
    while (lineEnd >= offset && bytes[lineEnd] != '\n' && bytes[lineEnd] != '\r') {
      lineEnd--;
    }
    lineBytes = lineEnd < offset ? lineBytes + Math.max(0, count) : end - 1 - lineEnd;
    if (lineBytes > LongLineException.MAX_LINE_BYTES) {
      throw new LongLineException();
    }
  }
}
