package dev.lockstep.model.foreign;

import java.util.List;

/** The dimensions of a layer's weights in a file. */
public enum WeightOrder {
  /** [inputs, outputs], as Keras, JAX and Lockstep store them. */
  IN_OUT,
  /** [outputs, inputs], as PyTorch stores them. */
  OUT_IN;

  @Override
  public String toString() {
    return this == IN_OUT ? "in-out" : "out-in";
  }

  /** Returns the number of inputs of weights of this shape. */
  int inputs(List<Integer> shape) {
    return shape.get(this == IN_OUT ? 0 : 1);
  }

  /** Returns the number of outputs of weights of this shape. */
  int outputs(List<Integer> shape) {
    return shape.get(this == IN_OUT ? 1 : 0);
  }
}
