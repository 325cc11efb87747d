package dev.lockstep.predict;

import java.util.List;

/**
 * What a row of output holds.
 *
 * @param label the column that is no feature, where there is one of that name
 * @param kept the input's columns that are passed through, in the input's order
 * @param keepAll whether all are
 * @param outputs whether the network's outputs stand beside the class, one column each
 */
public record Prediction(String label, List<String> kept, boolean keepAll, boolean outputs) {
  public Prediction {
    kept = List.copyOf(kept);
  }
}
