package dev.lockstep.data.csv;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.GzipCodec;

/**
 * Gzip that limits the length of a line: a few bytes expand to gigabytes without a line end, and
 * Spark's reader would put them all into memory.
 */
public final class GuardedGzip extends GzipCodec {
  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return new Guard(super.createInputStream(in));
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    return new Guard(super.createInputStream(in, decompressor));
  }

  private static final class Guard extends CompressionInputStream {
    private final CompressionInputStream text;
    private long lineBytes;

    Guard(CompressionInputStream text) throws IOException {
      super(text);
      this.text = text;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = text.read(bytes, offset, length);
      int end = offset + count;
      int lineEnd = end - 1;
      while (lineEnd >= offset && bytes[lineEnd] != '\n' && bytes[lineEnd] != '\r') {
        lineEnd--;
      }
      lineBytes = lineEnd < offset ? lineBytes + Math.max(0, count) : end - 1 - lineEnd;
      if (lineBytes > CsvLines.MAX_LINE_BYTES) {
        throw new LongLineException();
      }
      return count;
    }

    @Override
    public void resetState() throws IOException {
      text.resetState();
    }
  }
}
