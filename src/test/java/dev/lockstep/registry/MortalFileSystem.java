package dev.lockstep.registry;

import dev.lockstep.run.RemoteFileSystem;
import dev.lockstep.run.StoreFileSystem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * {@code remote:} paths for a process that dies: after so many operations every further one fails,
 * the cleaning up too, and a write that it dies in has written half.
 */
public final class MortalFileSystem extends FilterFileSystem {
  /** What it is like. */
  enum Kind {
    /** Renames are atomic. */
    HDFS,
    /** Renames copy file by file. */
    OLD_STORE,
    /** Renames copy, and a file appears when it is whole. */
    STORE
  }

  private static final String KIND = "mortal.kind";

  private static int operationsLeft;

  public MortalFileSystem() {
    super(new RemoteFileSystem());
  }

  /** The same for {@link org.apache.hadoop.fs.FileContext}. */
  public static final class Context extends DelegateToFileSystem {
    public Context(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new MortalFileSystem(), conf, "remote", false);
    }
  }

  /** A configuration in which {@code remote:} is this. */
  static Configuration configuration(Kind kind) {
    Configuration conf = RemoteFileSystem.configuration(false);
    conf.setClass("fs.remote.impl", MortalFileSystem.class, FileSystem.class);
    conf.set("fs.AbstractFileSystem.remote.impl", Context.class.getName());
    conf.setEnum(KIND, kind);
    return conf;
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    if (kind(conf) == Kind.STORE) {
      StoreFileSystem.beforePut(MortalFileSystem::operate);
      fs = new StoreFileSystem();
    }
    super.initialize(uri, conf);
  }

  private static Kind kind(Configuration conf) {
    return conf.getEnum(KIND, Kind.HDFS);
  }

  /** From now on, so many operations succeed. */
  static void dieAfter(int operations) {
    operationsLeft = operations;
  }

  static boolean isDead() {
    return operationsLeft < 0;
  }

  private static void operate() throws IOException {
    operationsLeft = Math.max(-1, operationsLeft - 1);
    if (isDead()) {
      throw new IOException("the process was killed");
    }
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    operate();
    return super.open(file, bufferSize);
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
    operate();
    OutputStream real =
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new MortalStream(real), null);
  }

  private static final class MortalStream extends FilterOutputStream {
    MortalStream(OutputStream real) {
      super(real);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        operate();
        out.write(bytes, from, length);
      } catch (IOException e) {
        out.write(bytes, from, length / 2);
        throw e;
      }
    }
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (kind(getConf()) == Kind.HDFS) {
      operate();
      return super.rename(from, to);
    }
    copy(from, to);
    return delete(from, true);
  }

  private void copy(Path from, Path to) throws IOException {
    if (super.getFileStatus(from).isDirectory()) {
      super.mkdirs(to);
      for (FileStatus status : super.listStatus(from)) {
        copy(status.getPath(), new Path(to, status.getPath().getName()));
      }
      return;
    }
    operate();
    try (FSDataInputStream in = super.open(from, 4096);
        OutputStream out = fs.create(to, true)) {
      in.transferTo(out);
    }
  }

  /** Deletes a folder file by file where a rename copies. */
  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    boolean isFolder = fs.exists(file) && fs.getFileStatus(file).isDirectory();
    if (isFolder && kind(getConf()) != Kind.HDFS) {
      for (FileStatus status : super.listStatus(file)) {
        delete(status.getPath(), true);
      }
    }
    operate();
    return super.delete(file, recursive);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    operate();
    return super.listStatus(folder);
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    operate();
    return super.getFileStatus(file);
  }

  @Override
  public boolean mkdirs(Path folder, FsPermission permission) throws IOException {
    operate();
    return super.mkdirs(folder, permission);
  }
}
