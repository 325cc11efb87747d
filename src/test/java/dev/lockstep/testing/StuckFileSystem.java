package dev.lockstep.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.TaskContext;

/**
 * {@code stuck:} paths, on the local disk, which a task waits for in vain. A file {@code reached}
 * beside one says that a task does.
 */
public final class StuckFileSystem extends RawLocalFileSystem {
  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    setConf(conf);
  }

  @Override
  public String getScheme() {
    return "stuck";
  }

  @Override
  public URI getUri() {
    return URI.create("stuck:///");
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    if (TaskContext.get() != null) {
      Files.writeString(pathToFile(file).toPath().resolveSibling("reached"), "");
      try {
        TimeUnit.HOURS.sleep(1);
      } catch (InterruptedException e) {
        throw new InterruptedIOException(file + ": given up");
      }
    }
    return super.open(file, bufferSize);
  }
}
