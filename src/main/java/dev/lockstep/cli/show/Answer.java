package dev.lockstep.cli.show;

import dev.lockstep.nn.Network;
import java.io.Serializable;

/**
 * An example with a model's answer.
 *
 * @param address the hash of its content, by which answers are ordered
 * @param label its class
 * @param predicted the model's class
 * @param scores one for each class: probabilities, or a regression's outputs, [C]
 * @param features as read, [I]
 */
@SuppressWarnings("ArrayRecordComponent") // Shown once, never compared.
record Answer(long address, int label, int predicted, float[] scores, double[] features)
    implements Serializable {

  boolean isWrong() {
    return label != predicted;
  }

  /** Returns the scores of the classes of a network's outputs; a single output is that of 1. */
  static float[] scores(Network network, float[] outputs) {
    return network.outputs() == 1 ? new float[] {1 - outputs[0], outputs[0]} : outputs.clone();
  }
}
