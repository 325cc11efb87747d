package dev.lockstep.cli.shell;

/** The exit codes of the process. */
public final class ExitCode {
  public static final int DONE = 0;

  /** The command line or the recipe is wrong. */
  public static final int USAGE = 2;

  /** The data are wrong or missing. */
  public static final int DATA = 3;

  /** A model or a run folder is missing, damaged, of another version or of another kind. */
  public static final int DAMAGED_FILE = 4;

  public static final int DIVERGED = 5;

  /** Spark does not start, the cluster failed, or a place or a file system cannot be reached. */
  public static final int CLUSTER = 6;

  /** Training again gives other bytes. */
  public static final int DIFFERS = 7;

  /** A model is not better, or misses a bound. */
  public static final int KEPT = 8;

  /** A check has refused the data or the model. */
  public static final int REFUSED = 9;

  /** The data are not there yet: try again later. */
  public static final int NOT_YET = 10;

  /** A mistake of Lockstep's own; sysexits.h calls it EX_SOFTWARE. */
  public static final int INTERNAL = 70;

  /** The output exists already. */
  public static final int EXISTS = 73;

  /**
   * Another run holds the folder, or has changed the registry: the same command may go on later.
   */
  public static final int HELD = 75;

  /** Asked to stop by a signal; those of SIGINT and SIGHUP are the JVM's own, 130 and 129. */
  public static final int TERMINATED = 143;

  private ExitCode() {}
}
