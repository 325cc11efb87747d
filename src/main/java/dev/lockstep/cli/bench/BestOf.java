package dev.lockstep.cli.bench;

/** The shortest of many runs: the time that the code takes undisturbed. */
final class BestOf {
  private static final double SECONDS = 0.6;
  private static final int FEWEST_RUNS = 50;

  private BestOf() {}

  /** Runs for a while, with the compiler's warm-up; returns the seconds of the shortest run. */
  static double seconds(Runnable run) {
    long begin = System.nanoTime();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < FEWEST_RUNS || System.nanoTime() - begin < SECONDS * 1e9; i++) {
      long start = System.nanoTime();
      run.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best * 1e-9;
  }
}
