package dev.lockstep.data.codec;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;

/** Bzip2 that limits the length of a line. Several tasks can read a file. */
public final class GuardedBzip2 extends BZip2Codec {
  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return new GuardedText(super.createInputStream(in));
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    return new GuardedText(super.createInputStream(in, decompressor));
  }

  @Override
  public SplitCompressionInputStream createInputStream(
      InputStream in, Decompressor decompressor, long start, long end, READ_MODE mode)
      throws IOException {
    return new Part(super.createInputStream(in, decompressor, start, end, mode));
  }

  /** The text of a part of a file. */
  private static final class Part extends SplitCompressionInputStream {
    private final SplitCompressionInputStream text;
    private final LineGuard guard = new LineGuard();

    Part(SplitCompressionInputStream text) throws IOException {
      super(text, text.getAdjustedStart(), text.getAdjustedEnd());
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
      guard.see(bytes, offset, count);
      return count;
    }

    /** Returns the place in the compressed file, by which a reader knows where its part ends. */
    @Override
    public long getPos() throws IOException {
      return text.getPos();
    }

    @Override
    public long getAdjustedStart() {
      return text.getAdjustedStart();
    }

    @Override
    public long getAdjustedEnd() {
      return text.getAdjustedEnd();
    }

    @Override
    public void resetState() throws IOException {
      text.resetState();
    }
  }
}
