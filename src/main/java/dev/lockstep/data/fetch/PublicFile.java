package dev.lockstep.data.fetch;

import dev.lockstep.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/**
 * A file of a public data set: its name and its unpacked content.
 *
 * @param name the name without {@code .gz}; never a path
 * @param bytes the size of the unpacked file
 * @param sha256 SHA-256 of the unpacked file, 64 lower-case hexadecimal digits
 */
public record PublicFile(String name, long bytes, String sha256) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public PublicFile {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a plain file name: " + name);
    }
  }

  /** Returns the file's name on the mirrors. */
  public String gzName() {
    return name + ".gz";
  }

  /**
   * Reads {@code unpacked} to its end, but at most one byte beyond the expected size, so that a
   * gzip bomb costs nothing.
   *
   * @throws IOException if the content is wrong, with a message that says how, or cannot be read
   */
  void check(InputStream unpacked) throws IOException {
    byte[] content = unpacked.readNBytes((int) bytes + 1);
    if (content.length > bytes) {
      throw new IOException("more than the expected " + bytes + " bytes unpacked");
    }
    if (content.length < bytes) {
      throw new IOException(content.length + " bytes unpacked instead of " + bytes);
    }
    String found = Sha256.hex(content);
    if (!found.equals(sha256)) {
      throw new IOException("wrong checksum (SHA-256 " + found + ")");
    }
  }
}
