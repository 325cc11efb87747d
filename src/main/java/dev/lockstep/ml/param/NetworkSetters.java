package dev.lockstep.ml.param;

import java.util.List;
import org.apache.spark.ml.linalg.Vector;

/**
 * Sets the params that decide the network and the beginning of its training.
 *
 * @param <E> the estimator, which setters return
 */
public interface NetworkSetters<E> extends NetworkParams {
  default E setWeightCol(String column) {
    return Fluent.set(this, weightCol(), column);
  }

  /** Sets the widths of the hidden layers; clears {@link #layers}. */
  default E setHiddenLayers(int[] widths) {
    return Fluent.set(this, hiddenLayers(), widths.clone(), layers());
  }

  /** Sets features, hidden layers and outputs; clears {@link #hiddenLayers}. */
  default E setLayers(int[] sizes) {
    return Fluent.set(this, layers(), sizes.clone(), hiddenLayers());
  }

  default E setActivation(String name) {
    return Fluent.set(this, activation(), name);
  }

  default E setInit(String name) {
    return Fluent.set(this, init(), name);
  }

  default E setInitScale(double factor) {
    return Fluent.set(this, initScale(), factor);
  }

  default E setInitialWeights(Vector weights) {
    return Fluent.set(this, initialWeights(), weights);
  }

  /**
   * Sets the scaling: {@code none}, {@code bytes}, {@code standardise}, {@code min-max} or {@code
   * auto}.
   */
  default E setScaling(String name) {
    return Fluent.set(this, scaling(), name);
  }

  default E setSeed(long value) {
    return Fluent.set(this, seed(), value);
  }

  /** Sets them as text, as in {@code 128,64}; {@code none} for none. */
  default E setHiddenLayers(String widths) {
    return setHiddenLayers(widths.equals("none") ? new int[0] : Widths.of(widths));
  }

  /** Sets them as a list, the form of Python's lists. */
  default E setHiddenLayers(List<Integer> widths) {
    return setHiddenLayers(Widths.of(widths));
  }

  /** Sets them as text, as in {@code 784,128,10}. */
  default E setLayers(String sizes) {
    return setLayers(Widths.of(sizes));
  }

  /** Sets them as a list, the form of Python's lists. */
  default E setLayers(List<Integer> sizes) {
    return setLayers(Widths.of(sizes));
  }
}
