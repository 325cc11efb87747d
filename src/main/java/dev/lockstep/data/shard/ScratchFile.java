package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.KnownSizeEstimation;

/**
 * A file of this process alone, little endian: written from front to back, then mapped into memory
 * and read. The operating system keeps its pages in memory as far as there is room. Its name is
 * removed when it is created, so that nothing stays behind, however the process ends.
 */
final class ScratchFile implements AutoCloseable, KnownSizeEstimation {
  /** What begins at a multiple of this is aligned in memory too. */
  static final int ALIGNMENT = Integer.BYTES;

  private static final int PENDING_BYTES = 1 << 18;

  /** A buffer maps less than 2 GiB. */
  private static final int MAPPED_BYTES = 1 << 30;

  private final Path file;
  private final int mappedBytes;
  private long written;

  /** Null after writing. */
  private FileChannel channel;

  /** Null after writing. */
  private ByteBuffer pending = buffer(PENDING_BYTES);

  /** Null until the file is mapped. */
  private ByteBuffer[] maps;

  /**
   * Uses an empty file that is open.
   *
   * @param file its name in messages
   * @param mappedBytes the size of a mapped buffer: a multiple of {@link #ALIGNMENT}
   */
  ScratchFile(Path file, FileChannel channel, int mappedBytes) {
    this.file = file;
    this.channel = channel;
    this.mappedBytes = mappedBytes;
  }

  /** Returns an unused place in one of Spark's local directories. */
  static Path place(SparkEnv spark) {
    return spark.blockManager().diskBlockManager().createTempLocalBlock()._2.toPath();
  }

  /** Creates a file. @throws DataException if that fails */
  static ScratchFile create(Path file) {
    return create(file, MAPPED_BYTES);
  }

  static ScratchFile create(Path file, int mappedBytes) {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  // Unix removes the name at once.
                  StandardOpenOption.DELETE_ON_CLOSE));
      return new ScratchFile(file, channel, mappedBytes);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static DataException failed(Path file, IOException e) {
    return new DataException(
        file
            + ": rows that are too large for the heap cannot be kept there: "
            + reason(e)
            + "; spark.local.dir names another folder",
        e);
  }

  /** Returns the JDK's reason, which is only a path for the most common ones. */
  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : e.getMessage();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns an unused place in the same folder. */
  Path sibling() {
    return file.resolveSibling("rows-" + UUID.randomUUID());
  }

  /** Returns the place where the next bytes will lie. */
  long position() {
    return written + pending.position();
  }

  /**
   * Returns a buffer to whose position the next bytes are put.
   *
   * @param bytes the most that are put
   */
  ByteBuffer room(int bytes) {
    if (bytes > pending.remaining()) {
      flush();
      pending = bytes > pending.capacity() ? buffer(bytes) : pending;
    }
    return pending;
  }

  /** Writes zeros up to a multiple of {@link #ALIGNMENT}. */
  void align() {
    while (position() % ALIGNMENT != 0) {
      room(1).put((byte) 0);
    }
  }

  private void flush() {
    pending.flip();
    try {
      written += pending.remaining();
      while (pending.hasRemaining()) {
        channel.write(pending);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    pending.clear();
  }

  /** Ends writing; from now on the bytes can be read. */
  void map() {
    flush();
    pending = null;
    ByteBuffer[] all = new ByteBuffer[(int) ((written + mappedBytes - 1) / mappedBytes)];
    try {
      for (int i = 0; i < all.length; i++) {
        long from = (long) i * mappedBytes;
        long bytes = Math.min(mappedBytes, written - from);
        all[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, bytes);
        all[i].order(ByteOrder.LITTLE_ENDIAN);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    maps = all;
    close();
  }

  /** Closes the file; what is mapped stays until nothing refers to it. */
  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
      channel = null;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Returns the int at a place that is a multiple of {@link #ALIGNMENT}. */
  int intAt(long place) {
    return maps[(int) (place / mappedBytes)].getInt((int) (place % mappedBytes));
  }

  /** Returns bytes to be read; it copies them only where two mapped buffers meet. */
  ByteBuffer at(long place, int bytes) {
    int map = (int) (place / mappedBytes);
    int from = (int) (place % mappedBytes);
    if (bytes <= maps[map].limit() - from) {
      return maps[map].slice(from, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer copy = buffer(bytes);
    while (copy.hasRemaining()) {
      int count = Math.min(copy.remaining(), maps[map].limit() - from);
      copy.put(maps[map].slice(from, count));
      map++;
      from = 0;
    }
    return copy.flip();
  }

  /**
   * Returns the bytes on the heap. If Spark estimated them, it would follow a buffer to all buffers
   * of the process, which the JDK links.
   */
  @Override
  public long estimatedSize() {
    return pending == null ? 256L * maps.length : PENDING_BYTES;
  }
}
