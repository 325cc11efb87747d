package dev.lockstep.scorer;

/**
 * What a model says of a row: a class, or numbers.
 *
 * @param label the class's name; null of numbers
 * @param index the class's place, from 0; -1 of numbers
 * @param outputs [O]: the classes' probabilities under cross-entropy, else the outputs' values
 * @param values [T]: the numbers that are predicted, in their own units; none of classes
 */
@SuppressWarnings("ArrayRecordComponent") // It is handed on, never compared.
public record Prediction(String label, int index, float[] outputs, double[] values) {
  private static final double[] NONE = {};

  /** Creates the prediction of a class. */
  public Prediction(String label, int index, float[] outputs) {
    this(label, index, outputs, NONE);
  }

  /** Returns the probability of the class, under cross-entropy. */
  public float probability() {
    return outputs[Math.min(index, outputs.length - 1)];
  }

  /** Returns the first of the numbers that are predicted. */
  public double value() {
    return values[0];
  }
}
