package dev.lockstep.ml;

import dev.lockstep.model.Model;
import dev.lockstep.nn.Scorer;
import java.io.Serializable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.linalg.Vector;

/**
 * Scores vectors with a model, on any number of threads: each call takes a scorer of its own, one
 * that is idle if there is one.
 */
final class Scorers implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Model model;
  private final transient Queue<Scorer> idle = new ConcurrentLinkedQueue<>();

  Scorers(Model model) {
    this.model = model;
  }

  Model model() {
    return model;
  }

  /** The last layer's pre-activations, [C]. */
  float[] logits(Vector features) {
    int expected = model.network().features();
    if (features.size() != expected) {
      throw new IllegalArgumentException(
          "a vector of " + features.size() + " features, where the model has " + expected);
    }
    Scorer scorer = take();
    float[] logits = scorer.logits(Features.toFloats(features), 1).clone();
    idle.add(scorer);
    return logits;
  }

  /** Turns logits [C] into probabilities, in place. */
  void toProbabilities(float[] logits) {
    Scorer scorer = take();
    scorer.toOutputs(logits, 1);
    idle.add(scorer);
  }

  private Scorer take() {
    Scorer scorer = idle.poll();
    return scorer == null
        ? new Scorer(model.network(), model.scaling(), model.parameters(), 1)
        : scorer;
  }

  /** Idle scorers do not travel. */
  private Object readResolve() {
    return new Scorers(model);
  }
}
