package dev.lockstep.train.exchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What driver and executors say to each other in a residence.
 *
 * @param kind what it is
 * @param executor who says it; empty where the driver does
 * @param number of the partition that arrives; of the executor's tasks, where it may begin
 * @param payload a state or a sum; may be empty
 */
record Message(Kind kind, String executor, int number, byte[] payload) {
  private static final byte[] NOTHING = {};

  enum Kind {
    /** A task has its shards. */
    ARRIVED,
    /** All tasks have theirs. */
    BEGIN,
    /** An executor waits for a state, and has the sum of the one before. */
    SUM,
    /** An executor could not compute the sum; the payload is the reason. */
    FAILED,
    /** A state, of which the sum is wanted. */
    STATE,
    /** The residence is over. */
    END
  }

  static Message of(Kind kind, String executor, int number) {
    return new Message(kind, executor, number, NOTHING);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(kind.name());
      out.writeUTF(executor);
      out.writeInt(number);
      out.write(payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Message of(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try (DataInputStream data = new DataInputStream(in)) {
      Kind kind = Kind.valueOf(data.readUTF());
      String executor = data.readUTF();
      int number = data.readInt();
      int from = bytes.length - in.available();
      return new Message(kind, executor, number, Arrays.copyOfRange(bytes, from, bytes.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] serialized(Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads an object of a class that Lockstep knows, whatever thread it is on. */
  <T> T payload(Class<T> type) {
    try (ObjectInputStream in = new OurObjects(new ByteArrayInputStream(payload))) {
      return type.cast(in.readObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class OurObjects extends ObjectInputStream {
    OurObjects(ByteArrayInputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(type.getName(), false, Message.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(type); // Arrays of primitives.
      }
    }
  }
}
