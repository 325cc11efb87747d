package dev.lockstep.retrain.drift;

import java.util.List;

/** Counts values by given bins. */
final class BinSlots implements NumberCounts.Slots {
  private static final long serialVersionUID = 1L;

  private final float[][] borders;

  /** The first slot of each number, and the number of all. */
  private final int[] first;

  /**
   * Creates the slots.
   *
   * @param bins of each number; null for one that is not counted
   */
  BinSlots(List<Bins> bins) {
    borders = new float[bins.size()][];
    first = new int[bins.size() + 1];
    for (int f = 0; f < borders.length; f++) {
      Bins here = bins.get(f);
      first[f + 1] = first[f] + (here == null ? 0 : here.counts().size());
      if (here != null) {
        borders[f] = new float[here.borders().size()];
        for (int b = 0; b < borders[f].length; b++) {
          borders[f][b] = here.borders().get(b);
        }
      }
    }
  }

  @Override
  public int size() {
    return first[borders.length];
  }

  int first(int feature) {
    return first[feature];
  }

  @Override
  public int of(int feature, float value) {
    float[] here = borders[feature];
    if (here == null) {
      return NONE;
    }
    int bin = 0;
    while (bin < here.length && value > here[bin]) {
      bin++;
    }
    return first[feature] + bin;
  }
}
