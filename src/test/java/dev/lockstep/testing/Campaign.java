package dev.lockstep.testing;

/** Whether the campaign runs: the tests with as many cases as the documents name. */
public final class Campaign {
  public static final boolean RUNS = Boolean.getBoolean("lockstep.campaign");

  private Campaign() {}

  /** Returns how many cases to run: few among the other tests, many in the campaign. */
  public static int of(int many, int few) {
    return RUNS ? many : few;
  }
}
