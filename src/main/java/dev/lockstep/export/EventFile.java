package dev.lockstep.export;

import dev.lockstep.storage.FileFailedException;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file of TensorBoard's: a sequence of records (length, checksum, message, checksum), each an
 * {@code Event} with a {@code Summary} of one number. TensorBoard reads it while it grows; on an
 * object store it appears when it is closed.
 */
public final class EventFile implements AutoCloseable {
  /** Fields of the message Event. */
  private static final int WALL_TIME = 1;

  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;

  /** Fields of the messages Summary, Summary.Value and SessionLog. */
  private static final int VALUE = 1;

  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int STATUS = 1;
  private static final int START = 1;

  private static final int MASK = 0xa282ead8;

  private final Path file;
  private final FSDataOutputStream out;

  private EventFile(Path file, FSDataOutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Creates a file, and missing folders above it.
   *
   * @param seconds the time, since 1970
   * @throws FileFailedException if that fails, or there is one of this name
   */
  public static EventFile create(Path file, Configuration conf, double seconds) throws IOException {
    FileSystem fs = RunFiles.fileSystem(file, conf);
    RunFiles.makeFolder(file.getParent(), conf);
    try {
      EventFile events = new EventFile(file, fs.create(file, /* overwrite= */ false));
      events.append(event(seconds, 0).add(FILE_VERSION, "brain.Event:2"));
      events.flush();
      return events;
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }

  /**
   * Marks the step from which a run goes on: TensorBoard forgets what an earlier file has of later
   * steps.
   */
  public void start(double seconds, long step) throws IOException {
    append(event(seconds, step).add(SESSION_LOG, new Protobuf().add(STATUS, START)));
  }

  /** Appends a number. */
  public void scalar(double seconds, long step, String tag, double value) throws IOException {
    Protobuf number = new Protobuf().add(TAG, tag).add(SIMPLE_VALUE, (float) value);
    append(event(seconds, step).add(SUMMARY, new Protobuf().add(VALUE, number)));
  }

  private static Protobuf event(double seconds, long step) {
    return new Protobuf().add(WALL_TIME, seconds).add(STEP, step);
  }

  private void append(Protobuf event) throws IOException {
    byte[] message = event.bytes();
    byte[] length = little(Long.BYTES).putLong(message.length).array();
    try {
      out.write(length);
      out.write(checksum(length));
      out.write(message);
      out.write(checksum(message));
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }

  /** Returns the CRC-32C, turned and shifted, because a checksum of checksums is a weak one. */
  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return little(Integer.BYTES)
        .putInt(Integer.rotateRight((int) crc.getValue(), 15) + MASK)
        .array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Shows readers what has been appended, where the file system can. */
  public void flush() throws IOException {
    try {
      out.hflush();
    } catch (UnsupportedOperationException e) {
      // An object store shows a file when it is closed.
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }
}
