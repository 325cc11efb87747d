package dev.lockstep.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

/** A run folder, and locks of this and other processes in it. */
abstract class LockedRuns {
  static final Configuration CONF = new Configuration();

  @TempDir Path folder;
  final List<String> warnings = new ArrayList<>();

  void write(String host, long pid, Instant start) throws IOException {
    Files.writeString(folder.resolve("run.lock"), json(host, pid, start));
  }

  void write(String text) throws IOException {
    write(folder, text);
  }

  static void write(Path run, String text) throws IOException {
    Files.writeString(run.resolve("run.lock"), text);
  }

  static String json(String host, long pid, Instant start) {
    return String.format(
        Locale.ROOT, "{\"host\":\"%s\",\"pid\":%d,\"processStart\":\"%s\"}%n", host, pid, start);
  }

  RunLock take() throws IOException {
    return take(folder);
  }

  RunLock take(Path of) throws IOException {
    return RunLock.take(new org.apache.hadoop.fs.Path(of.toString()), CONF, warnings::add);
  }

  void requireFree() throws IOException {
    RunLock.requireFree(new org.apache.hadoop.fs.Path(folder.toString()), CONF);
  }

  static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
