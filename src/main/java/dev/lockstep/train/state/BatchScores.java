package dev.lockstep.train.state;

import dev.lockstep.nn.Network;
import dev.lockstep.train.step.Batch;

/** A network's scores of the examples of a batch; for one thread at a time. */
final class BatchScores {
  private final Network network;

  /** The class of each example, [B]. */
  final int[] predicted = new int[Batch.CAPACITY];

  /** The loss of each example, [B]. */
  final double[] losses = new double[Batch.CAPACITY];

  /** The probability of each example's predicted class, [B]; unused without probabilities. */
  final float[] confidence = new float[Batch.CAPACITY];

  BatchScores(Network network) {
    this.network = network;
  }

  /**
   * Scores the examples loaded.
   *
   * @param batch of the network
   * @return the sum of their losses
   */
  double score(Batch batch, float[] parameters, int count) {
    float[] logits = batch.logits(parameters, count);
    for (int b = 0; b < count; b++) {
      predicted[b] = network.classOf(logits, b);
    }
    double lossSum = batch.mlp.lossSum(logits, batch.labels, count, losses);
    if (network.loss().function().hasProbabilities()) {
      for (int b = 0; b < count; b++) {
        confidence[b] = logits[b * network.outputs() + predicted[b]]; // Outputs by now.
      }
    }
    return lossSum;
  }
}
