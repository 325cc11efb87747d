package dev.lockstep.cli.shell;

/**
 * The driver that YARN runs in cluster mode, within the process of Spark's application master. To
 * YARN, a driver that exits has failed, even with exit code 0: it must return, or throw an
 * exception.
 */
public final class YarnDriver {
  private YarnDriver() {}

  /** Says which exit code the process would have; YARN shows the message as its diagnostics. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(int exitCode) {
      super("lockstep: exit code " + exitCode, null, false, false);
    }
  }

  /** Returns true in cluster mode on YARN. */
  public static boolean isThisProcess() {
    return System.getProperty("spark.master", "").equals("yarn")
        && System.getProperty("spark.submit.deployMode", "").equals("cluster");
  }

  /** Tells YARN the outcome: returns if the exit code is 0. */
  public static void end(int exitCode) {
    if (exitCode != ExitCode.DONE) {
      throw new Failed(exitCode);
    }
  }
}
