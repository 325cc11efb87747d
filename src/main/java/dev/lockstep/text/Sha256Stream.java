package dev.lockstep.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of a sequence of texts, numbers and files; other sequences have other bytes. */
public final class Sha256Stream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final MessageDigest digest = Sha256.digest();

  /** Adds a number. */
  public void number(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  /** Adds a text, after its length. */
  public void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  /**
   * Adds a file's bytes, after their number.
   *
   * @throws IOException if it has another number of bytes
   */
  public void bytes(InputStream in, long length) throws IOException {
    number(length);
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = length;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      left -= n;
    }
    if (left != 0) {
      throw new IOException("has changed while it was read");
    }
  }

  /** Returns the hash in hexadecimal digits; call it once. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
