package dev.lockstep.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * One file of a public data set: its name and what it holds once unpacked.
 *
 * @param name the name without {@code .gz}; never a path
 * @param bytes the size of the unpacked file
 * @param sha256 SHA-256 of the unpacked file, 64 lower-case hexadecimal digits
 */
public record PublicFile(String name, long bytes, String sha256) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public PublicFile {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a plain file name: " + name);
    }
    if (bytes < 1) {
      throw new IllegalArgumentException(name + ": size must be 1 byte or more, not " + bytes);
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(name + ": not a SHA-256 in lower-case hex: " + sha256);
    }
  }

  /** The file's name as the mirrors have it. */
  public String gzName() {
    return name + ".gz";
  }

  /**
   * Reads {@code unpacked} to its end, but never more than one byte beyond the expected size, so
   * that a gzip bomb costs nothing.
   *
   * @param progress told the number of bytes read so far, after every read
   * @throws IOException if the content is not this file's, saying how it differs, or cannot be read
   */
  void check(InputStream unpacked, LongConsumer progress) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    int n;
    while ((n = unpacked.read(buffer)) >= 0) {
      total += n;
      if (total > bytes) {
        throw new IOException("more than the expected " + bytes + " bytes unpacked");
      }
      digest.update(buffer, 0, n);
      progress.accept(total);
    }
    if (total < bytes) {
      throw new IOException(total + " bytes unpacked instead of " + bytes);
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw new IOException("wrong checksum (SHA-256 " + found + ")");
    }
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
