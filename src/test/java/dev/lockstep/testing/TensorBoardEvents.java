package dev.lockstep.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader of TensorBoard's event files, written from the description of the formats (TFRecord, and
 * the messages Event, Summary and SessionLog) and not from Lockstep's writer.
 */
public final class TensorBoardEvents {
  /**
   * An event, with a number at most.
   *
   * @param value NaN without a number
   * @param status of the session: 1 where a run goes on; 0 for none
   */
  public record Event(
      double wallTime, long step, String version, String tag, float value, long status) {}

  private TensorBoardEvents() {}

  /** Reads a file. @throws AssertionError if a checksum is wrong or a field is unknown */
  public static List<Event> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.duplicate().get(length);
      int bytes = Math.toIntExact(in.getLong());
      check(length, in.getInt());
      byte[] message = new byte[bytes];
      in.get(message);
      check(message, in.getInt());
      events.add(event(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return events;
  }

  private static void check(byte[] bytes, int masked) {
    int crc = 0xffffffff;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
      }
    }
    crc = ~crc;
    if (((crc >>> 15) | (crc << 17)) + 0xa282ead8 != masked) {
      throw new AssertionError("a wrong checksum");
    }
  }

  private static Event event(ByteBuffer in) {
    double wallTime = Double.NaN;
    long step = 0;
    String version = "";
    String tag = "";
    float value = Float.NaN;
    long status = 0;
    while (in.hasRemaining()) {
      switch ((int) varint(in)) {
        case 1 << 3 | 1 -> wallTime = in.getDouble();
        case 2 << 3 -> step = varint(in);
        case 3 << 3 | 2 -> version = text(part(in));
        case 5 << 3 | 2 -> {
          ByteBuffer summary = part(in);
          expect(summary, 1 << 3 | 2);
          ByteBuffer number = part(summary);
          expect(number, 1 << 3 | 2);
          tag = text(part(number));
          expect(number, 2 << 3 | 5);
          value = number.getFloat();
        }
        case 7 << 3 | 2 -> {
          ByteBuffer session = part(in);
          expect(session, 1 << 3);
          status = varint(session);
        }
        default -> throw new AssertionError("an unknown field");
      }
    }
    return new Event(wallTime, step, version, tag, value, status);
  }

  private static void expect(ByteBuffer in, int key) {
    if (varint(in) != key) {
      throw new AssertionError("another field than " + key);
    }
  }

  private static ByteBuffer part(ByteBuffer in) {
    int bytes = (int) varint(in);
    ByteBuffer part = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + bytes);
    return part;
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(in).toString();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; true; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
