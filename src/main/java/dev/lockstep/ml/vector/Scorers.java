package dev.lockstep.ml.vector;

import dev.lockstep.data.DataException;
import dev.lockstep.model.Model;
import dev.lockstep.nn.BlockScorer;
import java.io.Serializable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;

/**
 * Scores vectors with a model, on any number of threads: each call takes an idle scorer, or a new
 * one.
 */
public final class Scorers implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String OVERFLOW = "its features are so large that the network overflows";

  private final Model model;
  private final transient Queue<BlockScorer> idle = new ConcurrentLinkedQueue<>();

  /**
   * Creates scorers.
   *
   * @param model null for none, of a stage that is empty
   */
  public Scorers(Model model) {
    this.model = model;
  }

  public boolean isEmpty() {
    return model == null;
  }

  /** Returns the model. @throws IllegalStateException if there is none */
  public Model model() {
    if (model == null) {
      throw new IllegalStateException("the stage is empty: fit or load makes one with a model");
    }
    return model;
  }

  /**
   * Returns the last layer's pre-activations, [C], all finite.
   *
   * @param column of the features
   * @throws DataException if the outputs are not finite
   */
  public float[] logits(Vector features, String column) {
    boolean plain = model().preprocessing().isPlain();
    int cells = model.preprocessing().cells();
    double[] x =
        plain ? Features.of(features, cells, column) : Features.raw(features, cells, column);
    BlockScorer scorer = take();
    float[] logits = logits(scorer, x, column);
    idle.add(scorer);
    if (Features.firstNotFinite(logits) >= 0) {
      throw Features.wrong(column, OVERFLOW);
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

  /**
   * Returns the number that the model predicts, finite and in its own units.
   *
   * @param column of the features
   */
  public double value(Vector features, String column) {
    float[] outputs = logits(features, column);
    toOutputs(outputs);
    double value = model.task().targetScaling().orElseThrow().toValue(0, outputs[0]);
    if (!Double.isFinite(value)) {
      throw Features.wrong(column, OVERFLOW);
    }
    return value;
  }

  /** Turns logits [C] into outputs, in place: probabilities for classes. */
  public void toOutputs(float[] logits) {
    BlockScorer scorer = take();
    scorer.toOutputs(logits, 1);
    idle.add(scorer);
  }

  /**
   * Turns logits [C] into probabilities, in place. They add up to 1 as doubles; as the floats that
   * the network computes they do only roughly.
   */
  public void toProbabilities(DenseVector logits) {
    float[] outputs = Features.toFloats(logits);
    toOutputs(outputs);
    double sum = 0;
    for (float output : outputs) {
      sum += output;
    }
    for (int c = 0; c < outputs.length; c++) {
      logits.values()[c] = outputs[c] / sum;
    }
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
