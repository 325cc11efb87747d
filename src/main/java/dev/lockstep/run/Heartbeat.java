package dev.lockstep.run;

import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A file beside a lock that changes while the lock's holder lives, so that a process of another
 * machine can tell: it watches the file for some beats. Nobody compares clocks.
 */
final class Heartbeat {
  /** The time between two beats, in milliseconds, for tests. */
  static final String EVERY_MILLIS = "lockstep.lock.beat.millis";

  private static final long DEFAULT_MILLIS = 15_000;
  private static final int BEATS_WATCHED = 5;
  private static final int LOOKS_A_BEAT = 4;
  private static final int MAX_BYTES = 1_000;

  private final Path file;
  private final Configuration conf;

  private boolean beats;

  Heartbeat(Path lock, Configuration conf) {
    this.conf = conf;
    file = new Path(lock.getParent(), "." + lock.getName() + ".beat");
  }

  static long everyMillis(Configuration conf) {
    return conf.getLong(EVERY_MILLIS, DEFAULT_MILLIS);
  }

  /** Begins to beat; the first beat comes after the time between two. */
  synchronized void start(LockEntry entry) {
    beats = true;
    Thread thread = new Thread(() -> beat(entry), "lockstep-lock");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void beat(LockEntry entry) {
    try {
      for (long beat = 1; true; beat++) {
        wait(entry.beatMillis());
        if (!beats) {
          return;
        }
        RunFiles.writeText(file, conf, entry.id() + " " + beat + "\n");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Whoever waits in vain takes the lock, and this process's next write there is refused.
    }
  }

  /** Ends beating and removes the file. */
  synchronized void stop() throws IOException {
    if (beats) {
      beats = false;
      notifyAll();
      RunFiles.fileSystem(file, conf).delete(file, false);
    }
  }

  /**
   * Watches the file for some beats of a lock's holder.
   *
   * @return UNKNOWN if the holder's release of Lockstep had no heartbeat
   */
  Life watch(LockEntry holder) throws IOException {
    if (holder.beatMillis() <= 0) {
      return Life.UNKNOWN;
    }
    String first = content();
    try {
      for (int look = 0; look < BEATS_WATCHED * LOOKS_A_BEAT; look++) {
        Thread.sleep(Math.max(1, holder.beatMillis() / LOOKS_A_BEAT));
        if (!content().equals(first)) {
          return Life.ALIVE;
        }
      }
      return Life.DEAD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Life.UNKNOWN;
    }
  }

  private String content() throws IOException {
    try {
      return RunFiles.readText(file, conf, MAX_BYTES);
    } catch (DamagedFileException e) {
      return ""; // It has not beaten yet, or has ended.
    }
  }
}
