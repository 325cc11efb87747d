package dev.lockstep.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gzip from an untrusted sender. The JDK's reader calls itself at the end of a stream to read the
 * next; with enough empty streams it overflows the stack.
 */
public final class BoundedGzip extends GZIPInputStream {
  private static final int MAX_DEPTH = 100;
  private static final int BUFFER_BYTES = 1 << 16;

  private int depth;

  /** Reads the first header. */
  public BoundedGzip(InputStream in) throws IOException {
    super(in, BUFFER_BYTES);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ZipException("more than " + MAX_DEPTH + " empty streams on end");
    }
    depth++;
    try {
      return super.read(bytes, offset, length);
    } finally {
      depth--;
    }
  }
}
