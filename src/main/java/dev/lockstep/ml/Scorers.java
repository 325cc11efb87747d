package dev.lockstep.ml;

import dev.lockstep.data.DataException;
import dev.lockstep.model.Model;
import dev.lockstep.nn.BlockScorer;
import java.io.Serializable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.linalg.Vector;

/**
 * Scores vectors with a model, on any number of threads: each call takes an idle scorer, or a new
 * one.
 */
final class Scorers implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Model model;
  private final transient Queue<BlockScorer> idle = new ConcurrentLinkedQueue<>();

  Scorers(Model model) {
    this.model = model;
  }

  Model model() {
    return model;
  }

  /**
   * Returns the last layer's pre-activations, [C], all finite.
   *
   * @param column of the features
   * @throws DataException if the outputs are not finite
   */
  float[] logits(Vector features, String column) {
    boolean plain = model.preprocessing().isPlain();
    int cells = model.preprocessing().cells();
    double[] x =
        plain ? Features.of(features, cells, column) : Features.raw(features, cells, column);
    BlockScorer scorer = take();
    float[] logits = logits(scorer, x, column);
    idle.add(scorer);
    if (Features.firstNotFinite(logits) >= 0) {
      throw Features.wrong(column, "its features are so large that the network overflows");
    }
    return logits;
  }

  private static float[] logits(BlockScorer scorer, double[] x, String column) {
    try {
      return scorer.logits(x, 1).clone();
    } catch (IllegalArgumentException e) {
      throw Features.wrong(column, e.getMessage());
    }
  }

  /** Turns logits [C] into probabilities, in place. */
  void toProbabilities(float[] logits) {
    BlockScorer scorer = take();
    scorer.toOutputs(logits, 1);
    idle.add(scorer);
  }

  private BlockScorer take() {
    BlockScorer scorer = idle.poll();
    return scorer == null
        ? new BlockScorer(model.network(), model.preprocessing(), model.parameters(), 1)
        : scorer;
  }

  /** Leaves out idle scorers when it is serialized. */
  private Object readResolve() {
    return new Scorers(model);
  }
}
