package dev.lockstep.data.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Writes what is read from a stream to a file as well, up to a limit. */
final class LimitedTee extends FilterInputStream {
  private final PartFile copy;
  private final long limitBytes;
  private long totalBytes;

  LimitedTee(InputStream in, PartFile copy, long limitBytes) {
    super(in);
    this.copy = copy;
    this.limitBytes = limitBytes;
  }

  long totalBytes() {
    return totalBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = super.read(target, offset, length);
    if (n > 0) {
      totalBytes += n;
      if (totalBytes > limitBytes) {
        throw new IOException("more than " + limitBytes + " bytes sent");
      }
      copy.write(target, offset, n);
    }
    return n;
  }

  /** Skips by reading, so that the copy has no hole. */
  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.min(Math.max(count, 0), 8192)];
    return Math.max(read(skipped, 0, skipped.length), 0);
  }

  /**
   * Always 1: {@code GZIPInputStream} takes 0 for the end of the file and would not look for a
   * second member whose bytes have not arrived yet, which a reader of the saved file would see.
   */
  @Override
  public int available() {
    return 1;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
