package dev.lockstep.data.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Converts text of any charset to UTF-8. Bytes that are not text of the charset become the byte ff,
 * which is in no text of UTF-8, so that readers of the result refuse them.
 */
final class Transcoder extends InputStream {
  private static final byte WRONG = (byte) 0xff;
  private static final int BUFFER_BYTES = 1 << 16;

  /** For a cell; most are shorter. */
  private static final int SHORTEST_BUFFER_BYTES = 32;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

  /** Bytes that are not decoded yet. */
  private final ByteBuffer bytes;

  /** At most half of a surrogate pair between two calls. */
  private final CharBuffer chars;

  private final ByteBuffer utf8;
  private boolean ended;

  Transcoder(InputStream in, Charset charset) {
    this(in, charset, BUFFER_BYTES);
  }

  private Transcoder(InputStream in, Charset charset, int bufferBytes) {
    this.in = in;
    decoder = charset.newDecoder();
    bytes = ByteBuffer.allocate(bufferBytes).limit(0);
    chars = CharBuffer.allocate(bufferBytes);
    utf8 = ByteBuffer.allocate(4 * bufferBytes).limit(0);
  }

  /** Returns true if every character is one byte, and those of ASCII are theirs. */
  static boolean isByteForAscii(Charset charset) {
    byte[] ascii = new byte[128];
    for (int b = 0; b < ascii.length; b++) {
      ascii[b] = (byte) b;
    }
    return charset.canEncode()
        && charset.newEncoder().maxBytesPerChar() == 1
        && new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
  }

  /** Returns a part of an array in UTF-8. */
  static byte[] utf8(byte[] text, int from, int to, Charset charset) {
    if (isAscii(text, from, to)) {
      return Arrays.copyOfRange(text, from, to);
    }
    int length = to - from;
    try {
      return new Transcoder(
              new ByteArrayInputStream(text, from, length),
              charset,
              Math.min(BUFFER_BYTES, Math.max(SHORTEST_BUFFER_BYTES, length)))
          .readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isAscii(byte[] text, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      all |= text[i];
    }
    return all >= 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!utf8.hasRemaining()) {
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      convert();
    }
    int count = Math.min(length, utf8.remaining());
    utf8.get(to, offset, count);
    return count;
  }

  private void convert() throws IOException {
    bytes.compact();
    if (!ended && bytes.hasRemaining()) {
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = count < 0;
      bytes.position(bytes.position() + Math.max(0, count));
    }
    bytes.flip();
    CoderResult decoded = decoder.decode(bytes, chars, ended);
    chars.flip();
    utf8.clear();
    boolean last = ended && decoded.isUnderflow();
    CoderResult encoded = encoder.encode(chars, utf8, last || decoded.isError());
    if (encoded.isError()) {
      chars.position(chars.position() + encoded.length());
      utf8.put(WRONG);
    }
    chars.compact();
    if (decoded.isError()) {
      bytes.position(bytes.position() + decoded.length());
      utf8.put(WRONG);
      encoder.reset();
    }
    utf8.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
