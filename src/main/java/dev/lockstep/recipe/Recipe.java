package dev.lockstep.recipe;

import dev.lockstep.model.Model;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

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
 * @param from the SHA-256 of the weights of the model that training starts from; null where the
 *     initialization gives the first weights
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
    long seed,
    String from)
    implements Serializable {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

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
    if (optimizer instanceof Lbfgs) {
      requireForLbfgs(clipping, regularization, averageEvery);
    }
    if (from != null && !SHA_256.matcher(from).matches()) {
      throw new IllegalArgumentException("from: no SHA-256 of weights: " + from);
    }
  }

  /** The search wants one function, and one that is smooth. */
  private static void requireForLbfgs(
      Clipping clipping, Regularization regularization, int averageEvery) {
    if (!clipping.equals(Clipping.NONE)) {
      throw new IllegalArgumentException("--clip-norm and --clip-value go with adamw and sgd");
    }
    if (regularization.dropout() != 0 || regularization.l1() != 0 || regularization.l2() != 0) {
      throw new IllegalArgumentException(
          "--dropout, --l1 and --l2 go with --optimizer adamw and sgd");
    }
    if (averageEvery != 1) {
      throw new IllegalArgumentException(
          "--average-every goes with --optimizer adamw and sgd: " + averageEvery);
    }
  }

  /**
   * The same, from a model's weights and with its input scaling.
   *
   * @throws IllegalArgumentException if the model has other layers or another activation; names
   *     both
   */
  public Recipe startingFrom(Model model) {
    Network other = model.network();
    if (!other.sizes().equals(network.sizes())) {
      throw new IllegalArgumentException(
          "is a model of " + other + ", but data and options ask for " + network);
    }
    if (other.activation() != network.activation()) {
      throw new IllegalArgumentException(
          "is a model with --activation "
              + other.activation()
              + ", but the options ask for "
              + network.activation());
    }
    return new RecipeBuilder(this)
        .scaling(model.scaling())
        .from(Model.weightsSha256(model.parameters()))
        .build();
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
    return new RecipeBuilder(this).classWeights(weights).build();
  }

  /** T of the design. */
  public long stepsPerEpoch(long examples) {
    return (examples - 1) / batch + 1;
  }
}
