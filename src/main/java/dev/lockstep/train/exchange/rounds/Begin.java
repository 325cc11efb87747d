package dev.lockstep.train.exchange.rounds;

import dev.lockstep.train.exchange.rounds.Message.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an executor is told when all tasks have arrived.
 *
 * @param self which executor it is, from 0
 * @param opensPort whether slices pay, so that the others should reach it
 */
public record Begin(int self, int executors, boolean opensPort) {
  private static final int BYTES = 2 * Integer.BYTES + Byte.BYTES;

  /** Returns the message to an executor with so many tasks. */
  public Message message(int tasks) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(self).putInt(executors).put((byte) (opensPort ? 1 : 0));
    return Message.of(Kind.BEGIN, tasks, ExecutorPart.DRIVER, bytes.array());
  }

  /** Reads {@link #message}. */
  public static Begin of(Message message) {
    ByteBuffer in = message.payload();
    return new Begin(in.getInt(), in.getInt(), in.get() == 1);
  }
}
