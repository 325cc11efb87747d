package dev.lockstep.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gzip from whoever sent it. The JDK's reader calls itself at the end of a stream, in the next one:
 * empty ones nest, and enough of them overflow the stack.
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
