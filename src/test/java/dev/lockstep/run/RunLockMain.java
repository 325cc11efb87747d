package dev.lockstep.run;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Takes the locks of folders 0, 1, ... in a folder, each at its own moment, prints the numbers of
 * those that it got, and holds them until its standard input ends.
 */
final class RunLockMain {
  private RunLockMain() {}

  /**
   * Runs it.
   *
   * @param args the folder; how many are in it; the first one's moment, in milliseconds since 1970;
   *     milliseconds from one to the next
   */
  public static void main(String[] args) throws IOException {
    Configuration conf = new Configuration();
    long start = Long.parseLong(args[2]);
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      long moment = start + i * Long.parseLong(args[3]);
      while (System.currentTimeMillis() < moment) {
        Thread.onSpinWait();
      }
      try {
        RunLock.take(new Path(args[0], String.valueOf(i)), conf, warning -> {});
        System.out.println(i);
      } catch (RunHeldException e) {
        // The other one has it.
      }
    }
    System.out.println("done");
    System.in.read();
  }
}
