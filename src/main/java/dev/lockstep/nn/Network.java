package dev.lockstep.nn;

import dev.lockstep.text.SettingException;
import java.io.Serializable;
import java.util.List;

/**
 * The shape of a multilayer perceptron and the place of each layer's weights and bias in the flat
 * array of parameters: layer by layer, weights [inputs x outputs] row-major, then bias [outputs].
 *
 * @param sizes features, the hidden layers' widths, outputs; two or more
 * @param activation of the hidden layers
 * @param loss the loss that training minimises
 * @param output the output activation; LINEAR where the loss has its own output function, as
 *     cross-entropy has the softmax
 */
public record Network(List<Integer> sizes, Activation activation, Loss loss, Activation output)
    implements Serializable {

  /** Far above what trains; an offset is found by a walk over the layers below it. */
  private static final int MAX_LAYERS = 1_000;

  public Network {
    sizes = List.copyOf(sizes);
    if (sizes.size() > MAX_LAYERS + 1) {
      throw new IllegalArgumentException(
          "a network of " + (sizes.size() - 1) + " layers; " + MAX_LAYERS + " are the most");
    }
    if (sizes.size() < 2) {
      throw new IllegalArgumentException("a network needs inputs and outputs: " + sizes);
    }
    long parameters = 0;
    for (int layer = 0; layer < sizes.size(); layer++) {
      if (sizes.get(layer) < 1) {
        throw new IllegalArgumentException("a layer's width must be 1 or more: " + sizes);
      }
      parameters += layer == 0 ? 0 : (sizes.get(layer - 1) + 1L) * sizes.get(layer);
      if (parameters > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "a network of " + parameters + " parameters or more is too large: " + sizes);
      }
    }
    if (loss.function().hasOutputFunction() && output != Activation.LINEAR) {
      throw new SettingException(
          "{outputActivation} goes with {loss} "
              + LossFunction.namesWithOutputActivation()
              + "; "
              + (loss.hasProbabilities()
                  ? "cross-entropy has the softmax"
                  : "poisson has the exponential"));
    }
    if (loss.hasProbabilities() && sizes.get(sizes.size() - 1) == 1) {
      throw new SettingException(
          "a single output goes with {loss} "
              + LossFunction.namesWithOutputActivation()
              + "; the softmax of one number is always 1");
    }
  }

  public int features() {
    return sizes.get(0);
  }

  /** Returns what a loss function needs to know. */
  OutputLayer outputLayer() {
    return new OutputLayer(outputs(), output, loss.parameter());
  }

  /** Returns the last layer's width. */
  public int outputs() {
    return sizes.get(sizes.size() - 1);
  }

  /** Returns the number of classes: one for each output, and two for a single output. */
  public int classes() {
    return outputs() == 1 ? 2 : outputs();
  }

  /**
   * Returns the class of a row: the place of its largest pre-activation, the first among equals.
   * With a single output it is 0 or 1, whichever is nearer to the output.
   *
   * @param logits [B x O]
   */
  public int classOf(float[] logits, int row) {
    if (outputs() > 1) {
      return argMax(logits, row * outputs(), outputs());
    }
    float[] value = {logits[row]};
    output.forward(value, 1);
    return value[0] > 0.5f ? 1 : 0;
  }

  /** Returns the place, from 0, of the largest of {@code count} values; the first among equals. */
  public static int argMax(float[] values, int from, int count) {
    int best = 0;
    for (int c = 1; c < count; c++) {
      best = values[from + c] > values[from + best] ? c : best;
    }
    return best;
  }

  /** Returns the number of layers that have weights. */
  public int layers() {
    return sizes.size() - 1;
  }

  public int inputs(int layer) {
    return sizes.get(layer);
  }

  public int outputs(int layer) {
    return sizes.get(layer + 1);
  }

  public int weightOffset(int layer) {
    return layer == 0 ? 0 : biasOffset(layer - 1) + outputs(layer - 1);
  }

  public int biasOffset(int layer) {
    return weightOffset(layer) + inputs(layer) * outputs(layer);
  }

  public int parameterCount() {
    return weightOffset(layers());
  }

  /** Returns the sizes as in 784-128-10. */
  @Override
  public String toString() {
    return String.join("-", sizes.stream().map(String::valueOf).toList());
  }
}
