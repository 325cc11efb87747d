package dev.lockstep.model.foreign;

import dev.lockstep.model.Tensor;
import java.util.Optional;

/**
 * A dense layer of a file.
 *
 * @param name what the names of its two arrays have in common; of nameless arrays a number
 * @param weightName the name of its weights in the file
 * @param weight of two dimensions
 * @param biasName the name of its bias in the file
 * @param bias of one dimension, as long as one of the weights'
 * @param told the dimensions of weights of such names; empty where names do not tell
 */
record Layer(
    String name,
    String weightName,
    Tensor weight,
    String biasName,
    Tensor bias,
    Optional<WeightOrder> told) {

  boolean fits(WeightOrder order) {
    return order.outputs(weight.shape()) == bias.values().length;
  }

  int inputs(WeightOrder order) {
    return order.inputs(weight.shape());
  }

  int outputs(WeightOrder order) {
    return order.outputs(weight.shape());
  }

  /** Copies the weights as [inputs x outputs], row-major, and then the bias. */
  void copy(WeightOrder order, float[] to, int at) {
    int inputs = inputs(order);
    int outputs = outputs(order);
    float[] from = weight.values();
    if (order == WeightOrder.IN_OUT) {
      System.arraycopy(from, 0, to, at, from.length);
    } else {
      for (int i = 0; i < inputs; i++) {
        for (int o = 0; o < outputs; o++) {
          to[at + i * outputs + o] = from[o * inputs + i];
        }
      }
    }
    System.arraycopy(bias.values(), 0, to, at + from.length, outputs);
  }
}
