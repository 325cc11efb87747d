package dev.lockstep.data.fetch;

import dev.lockstep.data.DataException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Brings the files of a {@link PublicSet} to this machine. A file is checked in memory and only
 * then written under a temporary name, synced, and renamed, so that a file with the real name is
 * complete and right. Progress goes to a callback, line by line.
 */
public final class Downloader {
  /** The most that gzip may add to data that do not shrink; headers and blocks take far less. */
  private static final long GZIP_SLACK_BYTES = 1 << 16;

  private final MirrorClient client;
  private final Consumer<String> progress;

  /**
   * Creates a downloader that waits 10 seconds for a connection and 30 for a mirror that sends
   * nothing.
   *
   * @param progress told of each thing done, a line each, without line ends
   */
  public Downloader(Consumer<String> progress) {
    this(Duration.ofSeconds(10), Duration.ofSeconds(30), progress);
  }

  /**
   * Creates a downloader.
   *
   * @param connectTimeout the longest time in which a mirror may accept a connection
   * @param stallTimeout the longest time in which a mirror may send next to nothing before the next
   *     one is tried; a slow download that goes on is never cut off
   * @param progress told of each thing done, a line each, without line ends
   */
  Downloader(Duration connectTimeout, Duration stallTimeout, Consumer<String> progress) {
    this.client = new MirrorClient(connectTimeout, stallTimeout);
    this.progress = progress;
  }

  /**
   * Makes {@code folder/NAME/} hold every file of the set, with the right content. Right files,
   * gzipped or not, are kept; wrong ones are replaced, and stay until their replacement is there.
   *
   * @return the folder that holds the files
   * @throws DataException if no mirror gives a file, or it cannot be written
   */
  public Path fetch(PublicSet set, Path folder) {
    Path target = folder.resolve(set.name());
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new DataException("cannot make the folder " + target + ": " + reason(e), e);
    }
    List<URI> mirrors = new ArrayList<>(set.mirrors());
    for (PublicFile file : set.files()) {
      fetchUnlessThere(file, target, mirrors);
    }
    return target;
  }

  private void fetchUnlessThere(PublicFile file, Path target, List<URI> mirrors) {
    Path gz = target.resolve(file.gzName());
    List<Path> wrong = new ArrayList<>();
    boolean there = false;
    for (Path path : List.of(target.resolve(file.name()), gz)) {
      if (Files.isRegularFile(path)) {
        if (isRight(file, path)) {
          there = true;
          progress.accept(path + ": there already, checksum right; kept");
        } else {
          wrong.add(path);
        }
      }
    }
    if (!there) {
      download(file, gz, mirrors);
      wrong.remove(gz);
    }
    wrong.forEach(this::remove);
  }

  private void remove(Path wrong) {
    try {
      Files.deleteIfExists(wrong);
    } catch (IOException e) {
      throw new DataException("cannot remove " + wrong + ": " + reason(e), e);
    }
    progress.accept(wrong + ": removed, as its content is wrong");
  }

  /**
   * Returns true if a file, gzipped if its name says so, has the right content; if not, reports
   * why.
   */
  boolean isRight(PublicFile file, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      boolean packed = path.getFileName().toString().equals(file.gzName());
      file.check(packed ? new BoundedGzip(in) : in);
      return true;
    } catch (AccessDeniedException e) { // A person has to repair it.
      throw new DataException("cannot read " + path + ": " + reason(e), e);
    } catch (IOException e) {
      progress.accept(path + ": there already, but not right, to be replaced: " + reason(e));
      return false;
    }
  }

  /** Tries the mirrors in turn and moves the one that served to the front, for the next file. */
  private void download(PublicFile file, Path gz, List<URI> mirrors) {
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < mirrors.size(); i++) {
      URI url = mirrors.get(i).resolve(file.gzName());
      try {
        progress.accept(gz + ": downloading from " + url);
        byte[] content = client.get(url, file.bytes() + GZIP_SLACK_BYTES, share -> tell(gz, share));
        file.check(new BoundedGzip(new ByteArrayInputStream(content)));
        write(content, gz);
        progress.accept(gz + ": done, " + content.length + " bytes, checksum right");
        Collections.rotate(mirrors, -i);
        return;
      } catch (InterruptedIOException e) {
        throw new DataException("interrupted while downloading " + url, e);
      } catch (IOException e) {
        failures.add(url + ": " + reason(e));
        progress.accept(url + ": " + reason(e));
      }
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "cannot download %1$s: no mirror gave it (%2$s). Check the network and try again, or put"
                + " the file by hand, as %1$s or unpacked as %3$s, into %4$s; or set LOCKSTEP_DATA"
                + " to a folder that holds %5$s/%1$s",
            file.gzName(),
            String.join("; ", failures),
            file.name(),
            gz.getParent(),
            gz.getParent().getFileName()));
  }

  private void tell(Path gz, int percent) {
    progress.accept(gz + ": " + percent + " %");
  }

  /** Replaces the file in one step, or leaves it as it is. */
  private static void write(byte[] content, Path gz) {
    // A unique name, because another process may fetch into the same folder.
    Path part = gz.resolveSibling(gz.getFileName() + "." + UUID.randomUUID() + ".part");
    part.toFile().deleteOnExit(); // Ctrl-C deletes it; only kill -9 leaves it.
    try {
      Files.write(part, content, StandardOpenOption.CREATE_NEW);
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, gz, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException("cannot write " + gz + ": " + reason(e), e);
    } finally {
      part.toFile().delete();
    }
  }

  /** Returns the reason of a failure in one line. */
  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return e.getMessage() + " is in the way";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission for " + e.getMessage();
    }
    if (e instanceof FileSystemException at && at.getReason() != null) {
      return at.getReason();
    }
    if (e.getMessage() == null) {
      return e instanceof EOFException ? "ends too early" : e.getClass().getSimpleName();
    }
    return e.getMessage().strip().replaceAll("\\s+", " ");
  }
}
