package dev.lockstep.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Two processes that reach at the same moment for each of many locks of a dead one.
 *
 * @param folder of the folders 0, 1, ... that are locked, on any file system
 * @param deadLock what a lock's file holds
 * @param classPath of the processes
 */
public record LockContenders(String folder, int locks, String deadLock, String classPath) {
  /** With a dead process of this host. */
  public static LockContenders of(String folder, int locks) throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    return new LockContenders(
        folder,
        locks,
        String.format(
            Locale.ROOT,
            "{\"host\":\"%s\",\"pid\":%d,\"processStart\":\"%s\"}%n",
            InetAddress.getLocalHost().getHostName(),
            dead.pid(),
            Instant.now()),
        System.getProperty("java.class.path"));
  }

  /** With another class path. */
  public LockContenders withClassPath(String other) {
    return new LockContenders(folder, locks, deadLock, other);
  }

  /** The locks' files, for the test to write. */
  public List<String> files() {
    return IntStream.range(0, locks).mapToObj(i -> folder + "/" + i + "/run.lock").toList();
  }

  /**
   * The numbers of the locks that one got, and of those that the other got.
   *
   * @param millisBetween from one lock's moment to the next
   */
  public List<String> taken(long millisBetween) throws Exception {
    long start = System.currentTimeMillis() + 4_000; // Else the later of them finds live locks.
    Process one = contender(start, millisBetween);
    Process other = contender(start, millisBetween);
    List<String> taken = new ArrayList<>();
    try {
      for (Process process : List.of(one, other)) {
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        while (line != null && !line.equals("done")) {
          if (line.matches("\\d+")) { // Others are what a library logs.
            taken.add(line);
          }
          line = lines.readLine();
        }
      }
    } finally {
      one.destroyForcibly().waitFor();
      other.destroyForcibly().waitFor();
    }
    return taken;
  }

  /** A process that holds what it gets until it is ended, and prints the numbers of these. */
  public Process holder() throws IOException {
    return contender(System.currentTimeMillis(), 0);
  }

  private Process contender(long start, long millisBetween) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            "dev.lockstep.run.RunLockMain",
            folder,
            String.valueOf(locks),
            String.valueOf(start),
            String.valueOf(millisBetween))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
