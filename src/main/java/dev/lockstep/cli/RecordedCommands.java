package dev.lockstep.cli;

/**
 * The commands whose classes submit.sh has the JVM archive: all that most commands need of Spark's
 * core and of its SQL, in one process.
 */
public final class RecordedCommands {
  private RecordedCommands() {}

  /** Runs them in the folder that is the first argument, and ends the process. */
  public static void main(String[] args) {
    String run = args[0] + "/run";
    Main.run("train", "@conf/xor.conf", "--epochs", "2", "--quiet", "--out", run);
    Main.run("predict", run, "--data", "conf/xor.csv", "--out", args[0] + "/scored");
    Main.main(new String[] {"inspect", run});
  }
}
