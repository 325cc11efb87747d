package dev.lockstep.run;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * {@code remote:} paths, kept on the local disk by a file system that is not a local one to who
 * asks. Like HDFS, its rename does not replace.
 */
public class RemoteFileSystem extends FileSystem {
  /** Set to true, makes every rename of a temporary file fail. */
  public static final String FAIL = "remote.fail";

  /** Its files take longer to parse than a test of them. */
  private static final Configuration AS_LOADED = loaded();

  private static final Map<String, Interruption> BEFORE_RENAME = new ConcurrentHashMap<>();

  /** What another does meanwhile. */
  @FunctionalInterface
  interface Interruption {
    void run() throws IOException;
  }

  private final RawLocalFileSystem disk = new RawLocalFileSystem();

  /** The same for {@link org.apache.hadoop.fs.FileContext}. */
  public static final class Context extends DelegateToFileSystem {
    public Context(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new RemoteFileSystem(), conf, "remote", false);
    }
  }

  private static Configuration loaded() {
    Configuration conf = new Configuration();
    int unused = conf.size(); // A copy of what is not read yet reads it again.
    return conf;
  }

  /** A configuration that knows {@code remote:}, to {@code FileContext} too if asked. */
  public static Configuration configuration(boolean withContext) {
    Configuration conf = new Configuration(AS_LOADED);
    conf.setClass("fs.remote.impl", RemoteFileSystem.class, FileSystem.class);
    conf.setBoolean("fs.remote.impl.disable.cache", true);
    if (withContext) {
      conf.set("fs.AbstractFileSystem.remote.impl", Context.class.getName());
    }
    return conf;
  }

  /** Runs that before the next rename of a file of this name, or the putting of it. */
  static void beforeRenameOf(String name, Interruption interruption) {
    BEFORE_RENAME.put(name, interruption);
  }

  /** Lets another act first, if it is to. */
  static void interrupt(Path file) throws IOException {
    Interruption interruption = BEFORE_RENAME.remove(file.getName());
    if (interruption != null) {
      interruption.run();
    }
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    disk.initialize(URI.create("file:///"), conf);
    setConf(conf);
  }

  @Override
  public String getScheme() {
    return "remote";
  }

  @Override
  public URI getUri() {
    return URI.create("remote:///");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    interrupt(from);
    if (getConf().getBoolean(FAIL, false) && !to.getName().startsWith(".")) {
      // Once: the way back must be open.
      getConf().setBoolean(FAIL, false);
      return false;
    }
    if (disk.exists(local(to))) {
      throw new FileAlreadyExistsException(to.toString());
    }
    return disk.rename(local(from), local(to));
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    return disk.open(local(file), bufferSize);
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
    // Hadoop's own way starts a process for the permissions.
    java.nio.file.Path place = place(file);
    Files.createDirectories(place.getParent());
    StandardOpenOption how = overwrite ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW;
    return new FSDataOutputStream(
        Files.newOutputStream(
            place, how, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
        null);
  }

  @Override
  public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    return disk.delete(local(file), recursive);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    FileStatus[] statuses = disk.listStatus(local(folder));
    for (FileStatus status : statuses) {
      status.setPath(new Path(folder, status.getPath().getName()));
    }
    return statuses;
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    FileStatus status = disk.getFileStatus(local(file));
    status.setPath(makeQualified(file));
    return status;
  }

  @Override
  public boolean mkdirs(Path folder, FsPermission permission) throws IOException {
    Files.createDirectories(place(folder));
    return true;
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("remote:///");
  }

  /** Returns where a file is kept. */
  static java.nio.file.Path place(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }

  private static Path local(Path file) {
    return new Path("file", null, file.toUri().getPath());
  }
}
