package dev.lockstep.train.lbfgs;

import breeze.linalg.DenseVector;
import breeze.math.MutableInnerProductModule;
import breeze.optimize.LBFGS;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import scala.collection.immutable.IndexedSeq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Parameters and gradients of this iteration and of those before. Both are floats, so that a
 * checkpoint can hold them; Breeze keeps their differences, in doubles. P: parameters.
 */
final class LbfgsHistory {
  private final int corrections;

  /**
   * Parameters and gradient after the last iteration, after the one before, and so on; [P] each.
   */
  private final List<float[]> vectors = new ArrayList<>();

  /**
   * Creates a history without iterations.
   *
   * @param corrections the iterations that are kept beside the last
   */
  LbfgsHistory(int corrections) {
    this.corrections = corrections;
  }

  /** Returns the history in a state. */
  static LbfgsHistory of(TrainingState state, int corrections) {
    LbfgsHistory history = new LbfgsHistory(corrections);
    history.vectors.add(state.parameters());
    history.vectors.addAll(List.of(state.slots()).subList(0, 1 + 2 * state.lbfgs().pairs()));
    return history;
  }

  /** Adds an iteration, or the beginning; neither array may change afterwards. */
  void add(float[] parameters, float[] gradient) {
    vectors.addAll(0, List.of(parameters, gradient));
    if (vectors.size() > 2 * (corrections + 1)) {
      vectors.subList(2 * (corrections + 1), vectors.size()).clear();
    }
  }

  /** Returns the parameters after the last iteration, [P]. */
  float[] parameters() {
    return vectors.get(0);
  }

  /** Returns the gradient there, [P]. */
  float[] gradient() {
    return vectors.get(1);
  }

  /**
   * Returns the history in the form of a state.
   *
   * @param pairs the wanted number of iterations before the last
   * @return [2 corrections + 1][P], zeros in place of others
   */
  float[][] slots(int pairs) {
    float[] zeros = new float[parameters().length];
    float[][] slots = new float[2 * corrections + 1][];
    for (int s = 0; s < slots.length; s++) {
      slots[s] = s <= 2 * pairs ? vectors.get(s + 1) : zeros;
    }
    return slots;
  }

  /** Returns the history in Breeze's form. */
  LBFGS.ApproximateInverseHessian<DenseVector<Object>> hessian(
      int pairs, MutableInnerProductModule<DenseVector<Object>, Object> space) {
    List<DenseVector<Object>> steps = new ArrayList<>();
    List<DenseVector<Object>> gradientChanges = new ArrayList<>();
    for (int p = 0; p < pairs; p++) {
      steps.add(change(2 * p, space));
      gradientChanges.add(change(2 * p + 1, space));
    }
    return new LBFGS.ApproximateInverseHessian<>(
        corrections, sequence(steps), sequence(gradientChanges), space);
  }

  private DenseVector<Object> change(
      int index, MutableInnerProductModule<DenseVector<Object>, Object> space) {
    DenseVector<Object> after = LbfgsSpace.vector(LbfgsCost.doubles(vectors.get(index)));
    DenseVector<Object> before = LbfgsSpace.vector(LbfgsCost.doubles(vectors.get(index + 2)));
    return space.subVV().apply(after, before);
  }

  private static IndexedSeq<DenseVector<Object>> sequence(List<DenseVector<Object>> vectors) {
    return CollectionConverters.asScala(vectors).toIndexedSeq();
  }
}
