package dev.lockstep.train;

import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Optimizer;
import java.io.Serializable;
import java.util.List;

/**
 * Everything that decides the model, but for the examples.
 *
 * @param classWeights factors of the losses of the classes' examples, one for each class; empty
 *     where all are 1
 * @param learningRate the schedule's highest
 * @param warmup steps in which the learning rate climbs from 0
 * @param batch examples per step over all shards
 * @param averageEvery steps from one exchange with the driver to the next; 1 averages gradients,
 *     more averages parameters
 * @param shards into how many parts the examples are divided
 */
public record Recipe(
    Network network,
    InputScaling scaling,
    Initialization initialization,
    Optimizer optimizer,
    Clipping clipping,
    Regularization regularization,
    List<Float> classWeights,
    Stopping stopping,
    Decay schedule,
    double learningRate,
    long warmup,
    int epochs,
    long batch,
    int averageEvery,
    int shards,
    long seed)
    implements Serializable {

  public Recipe {
    classWeights = List.copyOf(classWeights);
    requireClassWeights(classWeights, network.classes());
    scaling.requireFeatures(network.features());
    schedule.schedule(learningRate, 1, warmup); // Throws where they do not fit together.
    if (shards < 1) {
      throw new IllegalArgumentException("--shards must be 1 or more: " + shards);
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("--epochs must be 1 or more: " + epochs);
    }
    if (averageEvery < 1) {
      throw new IllegalArgumentException("--average-every must be 1 or more: " + averageEvery);
    }
    if (batch < 1) {
      throw new IllegalArgumentException("--batch must be 1 or more: " + batch);
    }
  }

  private static void requireClassWeights(List<Float> weights, int classes) {
    if (!weights.isEmpty() && weights.size() != classes) {
      throw new IllegalArgumentException(
          "--class-weights has "
              + weights.size()
              + " weights, but there are "
              + classes
              + " classes");
    }
    for (float weight : weights) {
      if (!(weight > 0) || Float.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "--class-weights must be positive and finite: " + weight);
      }
    }
  }

  /** The same with other weights of the classes. */
  public Recipe withClassWeights(List<Float> weights) {
    return new Recipe(
        network,
        scaling,
        initialization,
        optimizer,
        clipping,
        regularization,
        weights,
        stopping,
        schedule,
        learningRate,
        warmup,
        epochs,
        batch,
        averageEvery,
        shards,
        seed);
  }

  /** T of the design. */
  public long stepsPerEpoch(long examples) {
    return (examples - 1) / batch + 1;
  }
}
