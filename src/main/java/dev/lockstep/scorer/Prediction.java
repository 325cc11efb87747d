package dev.lockstep.scorer;

/**
 * What a model says of a row.
 *
 * @param label the class's name
 * @param index the class's place, from 0
 * @param outputs [O]: the classes' probabilities under cross-entropy, else the outputs' values
 */
@SuppressWarnings("ArrayRecordComponent") // It is handed on, never compared.
public record Prediction(String label, int index, float[] outputs) {
  /** Returns the probability of the class, under cross-entropy. */
  public float probability() {
    return outputs[Math.min(index, outputs.length - 1)];
  }
}
