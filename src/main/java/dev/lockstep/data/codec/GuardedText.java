package dev.lockstep.data.codec;

import java.io.IOException;
import org.apache.hadoop.io.compress.CompressionInputStream;

/** Unpacked text whose lines are limited. */
final class GuardedText extends CompressionInputStream {
  private final CompressionInputStream text;
  private final LineGuard guard = new LineGuard();

  GuardedText(CompressionInputStream text) throws IOException {
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
    guard.see(bytes, offset, count);
    return count;
  }

  @Override
  public void resetState() throws IOException {
    text.resetState();
  }
}
