package dev.lockstep.cli.shell;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * A signal that ends the process, which is told in one line. What fails because of it, as Spark's
 * jobs do, is no failure to report.
 */
public final class Interruption {
  /** Before a hold's hook, at 50, and Spark's, at 40. */
  private static final int PRIORITY = 60;

  /** After a hold's hook, which waits for a last checkpoint, and before Spark's. */
  private static final int SESSION_PRIORITY = 45;

  private static volatile boolean expected;
  private static volatile boolean told;

  private Interruption() {}

  /** From now on a signal is told, unless it is {@link #expect expected}, and ends the session. */
  public static void watch() {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(Interruption::tell, PRIORITY, 1, TimeUnit.MINUTES);
    hooks.addShutdownHook(Session::end, SESSION_PRIORITY, 1, TimeUnit.MINUTES);
  }

  /** Whether the process ends by itself, or would say itself how it ends. */
  public static void expect(boolean yes) {
    expected = yes;
  }

  /** Whether a signal has been told: nothing else need be. */
  static boolean isTold() {
    return told;
  }

  private static void tell() {
    if (!expected) {
      told = true;
      Terminal.say("lockstep: stopped by a signal");
    }
  }
}
