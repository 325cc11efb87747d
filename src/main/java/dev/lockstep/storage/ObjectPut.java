package dev.lockstep.storage;

import java.io.IOException;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/**
 * The writing of an object to a store in which it appears whole when its stream is closed, and not
 * at all when the stream is aborted or its writer dies, as on S3. A store may refuse the object if
 * there is another one of its name already.
 */
final class ObjectPut {
  private static final String NEW = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
  private static final String IN_PLACE_OF =
      CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG;

  private final FileSystem fs;
  private final Path file;
  private final FSDataOutputStreamBuilder<?, ?> creation;

  private ObjectPut(FileSystem fs, Path file) throws IOException {
    this.fs = fs;
    this.file = file;
    creation = fs.createFile(file).overwrite(true).recursive();
  }

  /** Returns true if a file system is such a store. */
  static boolean suits(FileSystem fs, Path file) throws IOException {
    return fs.hasPathCapability(file, CommonPathCapabilities.ABORTABLE_STREAM);
  }

  /** Returns true if the store can refuse a second object of a name. */
  static boolean canRefuse(FileSystem fs, Path file) throws IOException {
    return fs.hasPathCapability(file, NEW) && fs.hasPathCapability(file, IN_PLACE_OF);
  }

  /** Puts an object whatever there is. */
  static ObjectPut of(FileSystem fs, Path file) throws IOException {
    return new ObjectPut(fs, file);
  }

  /** Puts an object if there is none. */
  ObjectPut ifNew() {
    creation.must(NEW, true);
    return this;
  }

  /** Puts an object if the one in its place has that tag still. */
  ObjectPut ifStill(String tag) {
    creation.must(IN_PLACE_OF, tag);
    return this;
  }

  /** Writes the object. */
  void write(FileContent content) throws IOException {
    FSDataOutputStream out = creation.build();
    boolean complete = false;
    try {
      content.writeTo(out);
      WriteGuard.requireAllAllow(fs.makeQualified(file));
      complete = true;
    } finally {
      if (complete) {
        out.close();
      } else {
        out.abort();
      }
    }
  }
}
