package dev.lockstep.export;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Tensor;
import dev.lockstep.model.WeightSlot;
import dev.lockstep.nn.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Returns a model's numbers as named arrays. */
final class ModelArrays {
  private ModelArrays() {}

  /**
   * Returns {@code layer0.weight} [inputs, outputs], {@code layer0.bias} [outputs] and so on;
   * before them {@code input.offsets} and {@code input.divisors}, [numbers], if there is a scaling,
   * unless they are {@link #wide}.
   */
  static Map<String, Tensor> of(Model model) {
    Network network = model.network();
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    InputScaling scaling = model.scaling();
    if (scaling.method() != InputScaling.Method.NONE && !scaling.isWide()) {
      int numbers = model.preprocessing().numbers();
      arrays.put(ModelFormat.OFFSETS, perFeature(scaling.offsets(), numbers));
      arrays.put(ModelFormat.DIVISORS, perFeature(scaling.divisors(), numbers));
    }
    for (int l = 0; l < network.layers(); l++) {
      int bias = network.biasOffset(l);
      int outputs = network.outputs(l);
      float[] weights = Arrays.copyOfRange(model.parameters(), network.weightOffset(l), bias);
      arrays.put(WeightSlot.weightName(l), Tensor.of(weights, network.inputs(l), outputs));
      arrays.put(
          WeightSlot.biasName(l),
          Tensor.of(Arrays.copyOfRange(model.parameters(), bias, bias + outputs), outputs));
    }
    return arrays;
  }

  /**
   * Returns {@code input.offsets} and {@code input.divisors}, [features], if some features are
   * scaled in doubles.
   */
  static Map<String, double[]> wide(Model model) {
    InputScaling scaling = model.scaling();
    if (!scaling.isWide()) {
      return Map.of();
    }
    double[] offsets = doubles(scaling.offsets());
    double[] divisors = doubles(scaling.divisors());
    for (WideFeature wide : scaling.wide()) {
      offsets[wide.feature()] = wide.offset();
      divisors[wide.feature()] = wide.divisor();
    }
    Map<String, double[]> arrays = new LinkedHashMap<>();
    arrays.put(ModelFormat.OFFSETS, offsets);
    arrays.put(ModelFormat.DIVISORS, divisors);
    return arrays;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static Tensor perFeature(float[] values, int features) {
    if (values.length == features) {
      return Tensor.of(values, features);
    }
    float[] all = new float[features];
    Arrays.fill(all, values[0]);
    return Tensor.of(all, features);
  }
}
