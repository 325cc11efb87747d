package dev.lockstep.testing;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.SparkEnv;

/** {@code driveronly:} paths, on the local disk, which no task on an executor can read. */
public final class DriverOnlyFileSystem extends RawLocalFileSystem {
  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    setConf(conf);
  }

  @Override
  public String getScheme() {
    return "driveronly";
  }

  @Override
  public URI getUri() {
    return URI.create("driveronly:///");
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    if (!SparkEnv.get().executorId().equals("driver")) {
      throw new IOException(file + ": this read was to fail");
    }
    return super.open(file, bufferSize);
  }
}
