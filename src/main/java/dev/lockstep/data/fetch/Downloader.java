package dev.lockstep.data.fetch;

import dev.lockstep.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Brings the files of a {@link PublicSet} to this machine. A file is written under a temporary
 * name, checked while it arrives, synced, and only then renamed, so that whatever has the real name
 * is whole and right; nothing is resumed. Prints nothing: each line of progress goes to a callback.
 */
public final class Downloader {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

  /** What gzip may add to data that do not shrink; headers and blocks take far less. */
  private static final long GZIP_SLACK_BYTES = 1 << 16;

  private final MirrorClient client;
  private final Consumer<String> progress;

  /**
   * @param progress told of each thing done, a line each, without line ends
   */
  public Downloader(Consumer<String> progress) {
    this(CONNECT_TIMEOUT, STALL_TIMEOUT, progress);
  }

  /**
   * @param connectTimeout how long a mirror may take to accept a connection
   * @param stallTimeout how long a mirror may send nothing, or next to nothing, before the next one
   *     is tried; a slow download that goes on is never cut off
   * @param progress told of each thing done, a line each, without line ends
   */
  public Downloader(Duration connectTimeout, Duration stallTimeout, Consumer<String> progress) {
    this.client = new MirrorClient(connectTimeout, stallTimeout);
    this.progress = progress;
  }

  /**
   * Makes {@code folder/NAME/} hold every file of the set, with the right content. Files that are
   * there and right, gzipped or not, are kept; wrong ones are replaced, and stay until their
   * replacement is there.
   *
   * @return the folder that holds the files
   * @throws DataException if a file cannot be had from any mirror, or cannot be written
   */
  public Path fetch(PublicSet set, Path folder) {
    Path target = folder.resolve(set.name());
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new DataException("cannot make the folder " + target + ": " + localReason(e), e);
    }
    List<URI> mirrors = new ArrayList<>(set.mirrors());
    for (PublicFile file : set.files()) {
      fetchUnlessThere(file, target, mirrors);
    }
    return target;
  }

  private void fetchUnlessThere(PublicFile file, Path target, List<URI> mirrors) {
    Path gz = target.resolve(file.gzName());
    Path raw = target.resolve(file.name());
    List<Path> wrong = new ArrayList<>();
    boolean there = false;
    for (Path path : List.of(raw, gz)) {
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
      throw new DataException("cannot remove " + wrong + ": " + localReason(e), e);
    }
    progress.accept(wrong + ": removed, as its content is wrong");
  }

  /** Whether a file, gzipped if its name says so, has the right content; if not, says why. */
  boolean isRight(PublicFile file, Path path) {
    try (InputStream in = openExisting(path)) {
      boolean packed = path.getFileName().toString().equals(file.gzName());
      file.check(packed ? new BoundedGzip(in) : in, bytes -> {});
      return true;
    } catch (IOException e) {
      progress.accept(path + ": there already, but not right, to be replaced: " + oneLine(e));
      return false;
    }
  }

  /** A file that may not be opened is no wrong file: that is for a person to mend. */
  private static InputStream openExisting(Path path) {
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + localReason(e), e);
    }
  }

  /** Tries the mirrors in turn; the one that served is moved to the front, for the next file. */
  private void download(PublicFile file, Path gz, List<URI> mirrors) {
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < mirrors.size(); i++) {
      URI url = mirrors.get(i).resolve(file.gzName());
      try {
        progress.accept(gz + ": downloading from " + url);
        long bytes = downloadFrom(url, file, gz);
        progress.accept(gz + ": done, " + bytes + " bytes, checksum right");
        Collections.rotate(mirrors, -i);
        return;
      } catch (InterruptedIOException e) {
        throw new DataException("interrupted while downloading " + url, e);
      } catch (IOException e) {
        String failure = url + ": " + oneLine(e);
        failures.add(failure);
        progress.accept(failure);
      } catch (UncheckedIOException e) {
        throw new DataException("cannot write " + gz + ": " + localReason(e.getCause()), e);
      }
    }
    throw new DataException(allFailed(file, gz, failures));
  }

  /**
   * Downloads, checks, and puts the file in its place, or leaves nothing.
   *
   * @return the size of the file as downloaded
   * @throws IOException if this mirror does not give the file
   * @throws UncheckedIOException if the file cannot be written here
   */
  private long downloadFrom(URI url, PublicFile file, Path gz) throws IOException {
    try (InputStream body = client.open(url);
        PartFile part = new PartFile(gz)) {
      LimitedTee tee = new LimitedTee(body, part, file.bytes() + GZIP_SLACK_BYTES);
      file.check(new BoundedGzip(tee), new Steps(gz, file.bytes()));
      // On to the end, so that a body shorter than announced is noticed.
      tee.transferTo(OutputStream.nullOutputStream());
      part.commit();
      return tee.totalBytes();
    }
  }

  /** A line for every {@value #STEP_BYTES} bytes unpacked. */
  private final class Steps implements LongConsumer {
    private static final long STEP_BYTES = 10_000_000;

    private final Path gz;
    private final long expectedBytes;
    private long nextBytes = STEP_BYTES;

    Steps(Path gz, long expectedBytes) {
      this.gz = gz;
      this.expectedBytes = expectedBytes;
    }

    @Override
    public void accept(long bytes) {
      if (bytes >= nextBytes && bytes < expectedBytes) {
        nextBytes = bytes / STEP_BYTES * STEP_BYTES + STEP_BYTES;
        progress.accept(gz + ": " + 100 * bytes / expectedBytes + " %");
      }
    }
  }

  private static String allFailed(PublicFile file, Path gz, List<String> failures) {
    Path folder = gz.getParent();
    return "cannot download "
        + file.gzName()
        + ": no mirror gave it ("
        + String.join("; ", failures)
        + "). Check the network and try again, or put the file by hand, as "
        + file.gzName()
        + " or unpacked as "
        + file.name()
        + ", into "
        + folder
        + "; or set LOCKSTEP_DATA to a folder that holds "
        + folder.getFileName()
        + "/"
        + file.gzName();
  }

  private static String localReason(IOException e) {
    if (e instanceof FileAlreadyExistsException at) {
      return at.getFile() + " is in the way";
    }
    if (e instanceof AccessDeniedException at) {
      return "no permission for " + at.getFile();
    }
    if (e instanceof FileSystemException at && at.getReason() != null) {
      return at.getReason();
    }
    return oneLine(e);
  }

  private static String oneLine(IOException e) {
    if (e.getMessage() == null) {
      return e instanceof EOFException ? "ends too early" : e.getClass().getSimpleName();
    }
    return e.getMessage().strip().replaceAll("\\s+", " ");
  }
}
