package dev.lockstep.data.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file in the making, under a temporary name beside its real one. {@link #commit} syncs it and
 * gives it its real name in one step; closing it without that deletes it. Whatever goes wrong with
 * the disk is thrown as {@link UncheckedIOException}, apart from what goes wrong with the network.
 */
final class PartFile extends OutputStream {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final OutputStream out;

  PartFile(Path target) {
    this.target = target;
    // A name of its own, as another process may be fetching into the same folder.
    this.temporary =
        target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      this.channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.out = Channels.newOutputStream(channel);
    temporary.toFile().deleteOnExit(); // For Ctrl-C; only a kill -9 leaves it.
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    try {
      out.write(source, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces whatever has the real name. */
  void commit() {
    try {
      channel.force(true);
      channel.close();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
