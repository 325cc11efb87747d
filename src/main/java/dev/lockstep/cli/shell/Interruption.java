package dev.lockstep.cli.shell;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Reports a signal that ends the process, in one line. Failures that follow from it, such as those
 * of Spark's jobs, are not reported.
 */
public final class Interruption {
  /** Before the hook of a locked folder, at 50, and Spark's, at 40. */
  private static final int PRIORITY = 60;

  /** After the hook of a locked folder, which waits for a last checkpoint, and before Spark's. */
  private static final int SESSION_PRIORITY = 45;

  private static volatile boolean expected;
  private static volatile boolean told;

  private Interruption() {}

  /**
   * Starts to report a signal, unless it is {@link #expect expected}, and to end the session then.
   */
  public static void watch() {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(Interruption::tell, PRIORITY, 1, TimeUnit.MINUTES);
    hooks.addShutdownHook(Session::end, SESSION_PRIORITY, 1, TimeUnit.MINUTES);
  }

  /** Starts to report a signal, in a process that opens no session and loads no Hadoop. */
  public static void watchWithoutSession() {
    Runtime.getRuntime().addShutdownHook(new Thread(Interruption::tell, "lockstep-signal"));
  }

  /** Tells whether the process ends by itself or reports its end itself. */
  public static void expect(boolean yes) {
    expected = yes;
  }

  /** Returns true if a signal was reported, so that nothing else need be. */
  public static boolean isTold() {
    return told;
  }

  private static void tell() {
    if (!expected) {
      told = true;
      Terminal.say("lockstep: stopped by a signal");
    }
  }
}
