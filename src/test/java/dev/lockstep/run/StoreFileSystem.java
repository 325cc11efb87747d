package dev.lockstep.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * {@code remote:} paths as on S3: a file appears whole when its stream is closed, may be refused if
 * there is another one or not the expected one, has a tag of its content, and is renamed by copying
 * it.
 */
public final class StoreFileSystem extends RemoteFileSystem {
  private static final String NEW = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
  private static final String IN_PLACE_OF =
      CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG;

  private static volatile Asked beforePut = () -> {};

  /** A configuration in which {@code remote:} is this. */
  public static Configuration storeConfiguration() {
    Configuration conf = configuration(false);
    conf.setClass("fs.remote.impl", StoreFileSystem.class, FileSystem.class);
    return conf;
  }

  /** Throws an exception if nothing is to be put. */
  @FunctionalInterface
  public interface Asked {
    void ask() throws IOException;
  }

  /** From now on, asks before each put. */
  public static void beforePut(Asked asked) {
    beforePut = asked;
  }

  private static final class Tagged extends FileStatus implements EtagSource {
    private static final long serialVersionUID = 1L;
    private final String tag;

    Tagged(FileStatus file, String tag) {
      super(file.getLen(), false, 1, 4096, file.getModificationTime(), file.getPath());
      this.tag = tag;
    }

    @Override
    public String getEtag() {
      return tag;
    }
  }

  private final class Creation extends FSDataOutputStreamBuilder<FSDataOutputStream, Creation> {
    private final Path file;

    Creation(Path file) {
      super(StoreFileSystem.this, file);
      this.file = file;
    }

    @Override
    public Creation getThisBuilder() {
      return this;
    }

    @Override
    public FSDataOutputStream build() throws IOException {
      return new FSDataOutputStream(
          new Put(file, getOptions().getBoolean(NEW, false), getOptions().get(IN_PLACE_OF)), null);
    }
  }

  private final class Put extends ByteArrayOutputStream implements Abortable {
    private final Path file;
    private final boolean onlyNew;
    private final String tag;
    private boolean ended;

    Put(Path file, boolean onlyNew, String tag) {
      this.file = file;
      this.onlyNew = onlyNew;
      this.tag = tag;
    }

    @Override
    public AbortableResult abort() {
      ended = true;
      return null;
    }

    @Override
    public void close() throws IOException {
      if (!ended) {
        ended = true;
        interrupt(file);
        beforePut.ask();
        put(this);
      }
    }
  }

  private synchronized void put(Put put) throws IOException {
    String present = tagOf(put.file);
    if ((put.onlyNew && present != null) || (put.tag != null && !put.tag.equals(present))) {
      throw new PathIOException(put.file.toString(), "412: the precondition failed");
    }
    java.nio.file.Path place = place(put.file);
    Files.createDirectories(place.getParent());
    java.nio.file.Path hidden = Files.createTempFile("put", "");
    Files.write(hidden, put.toByteArray());
    Files.move(hidden, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String tagOf(Path file) throws IOException {
    java.nio.file.Path place = place(file);
    if (!Files.isRegularFile(place)) {
      return null;
    }
    CRC32C sum = new CRC32C();
    sum.update(Files.readAllBytes(place));
    return Long.toHexString(sum.getValue());
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM)
        || capability.equals(NEW)
        || capability.equals(IN_PLACE_OF);
  }

  @Override
  public FSDataOutputStreamBuilder<?, ?> createFile(Path file) {
    return new Creation(makeQualified(file));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return createFile(file).build();
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return tagged(super.getFileStatus(file));
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    return Arrays.stream(super.listStatus(folder))
        .map(
            status -> {
              try {
                return tagged(status);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toArray(FileStatus[]::new);
  }

  private static FileStatus tagged(FileStatus status) throws IOException {
    return status.isDirectory() ? status : new Tagged(status, tagOf(status.getPath()));
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (exists(to)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    copy(from, to);
    return delete(from, true);
  }

  private void copy(Path from, Path to) throws IOException {
    if (getFileStatus(from).isDirectory()) {
      for (FileStatus status : listStatus(from)) {
        copy(status.getPath(), new Path(to, status.getPath().getName()));
      }
      return;
    }
    try (FSDataInputStream in = open(from);
        FSDataOutputStream out = createFile(to).build()) {
      in.transferTo(out);
    }
  }
}
