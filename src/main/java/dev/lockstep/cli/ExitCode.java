package dev.lockstep.cli;

/** What the process says to whoever started it. */
final class ExitCode {
  static final int DONE = 0;

  /** A mistake of Lockstep's own. */
  static final int INTERNAL = 1;

  /** The command line or the recipe is wrong. */
  static final int USAGE = 2;

  /** The data are wrong or missing. */
  static final int DATA = 3;

  /** A model or a run folder is damaged or of another version. */
  static final int DAMAGED_FILE = 4;

  static final int DIVERGED = 5;

  /** The cluster failed, or a file system. */
  static final int CLUSTER = 6;

  /** Training again gives other bytes. */
  static final int DIFFERS = 7;

  /** Another run holds the folder. */
  static final int HELD = 75;

  /** Asked to stop by a signal; those of SIGINT and SIGHUP are the JVM's own, 130 and 129. */
  static final int TERMINATED = 143;

  private ExitCode() {}
}
