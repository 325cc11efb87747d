package dev.lockstep.retrain.drift;

/**
 * The population stability index: the sum over bins of (q - p) ln(q / p), with the shares p then
 * and q now. Up to 0.1 usually counts as little, from 0.25 on as much. Each count is half an
 * example larger than it is, so that an empty bin gives a finite index.
 */
final class StabilityIndex {
  private StabilityIndex() {}

  /** Returns the index of two rows of counts, one of each for a bin. */
  static double of(long[] before, long[] now) {
    double allBefore = before.length / 2.0;
    double allNow = before.length / 2.0;
    for (int bin = 0; bin < before.length; bin++) {
      allBefore += before[bin];
      allNow += now[bin];
    }
    double index = 0;
    for (int bin = 0; bin < before.length; bin++) {
      double p = (before[bin] + 0.5) / allBefore;
      double q = (now[bin] + 0.5) / allNow;
      index += (q - p) * StrictMath.log(q / p);
    }
    return index;
  }
}
