package dev.lockstep.text;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of an untrusted file. */
public final class FileText {
  private FileText() {}

  /**
   * Reads so many bytes of UTF-8.
   *
   * @param file its name in messages
   * @throws DamagedFileException if they are not UTF-8
   */
  public static String read(Object file, DataInputStream in, int bytes) throws IOException {
    byte[] encoded = new byte[bytes];
    in.readFully(encoded);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded)).toString();
    } catch (CharacterCodingException e) {
      throw new DamagedFileException(file, "its text is not UTF-8", e);
    }
  }
}
