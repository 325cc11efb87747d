package dev.lockstep.train.exchange.rounds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What driver and executors say to each other in a residence. A message is written into one array,
 * and read where it lies.
 *
 * @param bytes a head of {@link #HEAD_BYTES}, then the payload
 */
public record Message(byte[] bytes) {
  /** The bytes of kind, number and sender. */
  public static final int HEAD_BYTES = Byte.BYTES + 2 * Integer.BYTES;

  private static final byte[] NOTHING = {};
  private static final List<Kind> KINDS = List.of(Kind.values());

  /** What a message is. */
  public enum Kind {
    /** A task has its shards; the number is its partition, the payload its executor's name. */
    ARRIVED('A'),
    /** All tasks have theirs; the number is that of the executor's tasks. */
    BEGIN('B'),
    /** An executor waits for its first state; the payload is its address, if it opened a port. */
    READY('R'),
    /** All executors' addresses. */
    PEERS('P'),
    /** A state or a slice of one, of which the sum is wanted; the number is the round. */
    STATE('T'),
    /** A sum or a slice of one; the number is the round. */
    SUM('S'),
    /** An executor could not do its part; the payload is the reason. */
    FAILED('F'),
    /** The residence is over. */
    END('E');

    private final byte code;

    Kind(char code) {
      this.code = (byte) code;
    }
  }

  /** Returns a message without a payload. */
  public static Message of(Kind kind, int number, int from) {
    return of(kind, number, from, NOTHING);
  }

  /** Returns a message whose payload is a text. */
  public static Message of(Kind kind, int number, int from, String text) {
    return of(kind, number, from, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a message with a copy of a payload. */
  public static Message of(Kind kind, int number, int from, byte[] payload) {
    byte[] bytes = new byte[HEAD_BYTES + payload.length];
    System.arraycopy(payload, 0, bytes, HEAD_BYTES, payload.length);
    return inPlace(bytes, kind, number, from);
  }

  /** Returns the message whose payload is in the array already; writes its head. */
  static Message inPlace(byte[] bytes, Kind kind, int number, int from) {
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(kind.code)
        .putInt(number)
        .putInt(from);
    return new Message(bytes);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  public Kind kind() {
    for (Kind kind : KINDS) {
      if (kind.code == bytes[0]) {
        return kind;
      }
    }
    throw new IllegalArgumentException("not a message: it begins with " + bytes[0]);
  }

  public int number() {
    return buffer().getInt(Byte.BYTES);
  }

  /** Returns the executor that says it, or {@link ExecutorPart#DRIVER}. */
  public int from() {
    return buffer().getInt(Byte.BYTES + Integer.BYTES);
  }

  /** Returns the array with its position at the payload. */
  public ByteBuffer payload() {
    return buffer().position(HEAD_BYTES);
  }

  /** Returns the payload of a message with a text. */
  public String text() {
    return new String(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES, StandardCharsets.UTF_8);
  }
}
