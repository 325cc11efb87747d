package dev.lockstep.model;

import dev.lockstep.nn.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of a network in a file: the weights or the bias of a layer.
 *
 * @param offset the place of its first number among the parameters
 */
public record WeightSlot(String name, List<Integer> shape, int offset) {
  /** Returns the name of the tensor of a layer's weights. */
  public static String weightName(int layer) {
    return "layer" + layer + ".weight";
  }

  /** Returns the name of the tensor of a layer's bias. */
  public static String biasName(int layer) {
    return "layer" + layer + ".bias";
  }

  /** Returns all arrays of a network, in the order of its parameters. */
  public static List<WeightSlot> of(Network network) {
    List<WeightSlot> slots = new ArrayList<>();
    for (int l = 0; l < network.layers(); l++) {
      int inputs = network.inputs(l);
      int outputs = network.outputs(l);
      slots.add(new WeightSlot(weightName(l), List.of(inputs, outputs), network.weightOffset(l)));
      slots.add(new WeightSlot(biasName(l), List.of(outputs), network.biasOffset(l)));
    }
    return slots;
  }

  public int rows() {
    return shape.get(0);
  }

  public int columns() {
    return shape.size() == 1 ? 1 : shape.get(1);
  }
}
