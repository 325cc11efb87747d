package dev.lockstep.model.foreign;

import dev.lockstep.model.ElementType;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Tensor;
import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pairs a file's arrays to dense layers; refuses what is not one. */
final class FileLayers {
  private final Object file;
  private final boolean npz;

  /**
   * Creates the pairing of a file.
   *
   * @param npz true if it is of NumPy's
   */
  FileLayers(Object file, boolean npz) {
    this.file = file;
    this.npz = npz;
  }

  /**
   * Looks at an array before its numbers are read.
   *
   * @throws DamagedFileException if no dense layer has such an array
   */
  void look(String name, List<Integer> shape, int elementBytes) {
    if (isScaling(name)) {
      if (shape.size() != 1 || elementBytes != ElementType.F32.bytes()) {
        throw wrong(
            name,
            shape.size() == 1
                ? "is not float32: its model scales some features in doubles; take the"
                    + " model.safetensors that it was exported from"
                : "has shape " + shape);
      }
      return;
    }
    if (ArrayName.isOfNormalisation(name)) {
      throw wrong(
          name, "belongs to a normalisation layer; only dense layers are read: fold it into one");
    }
    boolean known = ArrayName.number(name).isPresent() || ArrayName.of(name, npz).isPresent();
    if (!known) {
      throw wrong(name, "is neither the weight (kernel) nor the bias of a dense layer");
    }
    boolean isWeight =
        ArrayName.of(name, npz).filter(n -> n.part() == ArrayName.Part.WEIGHT).isPresent();
    if (shape.size() > 2 || shape.isEmpty() || (isWeight && shape.size() == 1)) {
      throw wrong(
          name,
          "has shape "
              + shape
              + (shape.size() > 2
                  ? ", as a convolution has; only dense layers are read"
                  : isWeight
                      ? ", as a normalisation's; only dense layers are read"
                      : ": a single number"));
    }
    if (shape.contains(0)) {
      throw wrong(name, "has shape " + shape + ": no numbers");
    }
  }

  static boolean isScaling(String name) {
    return name.equals(ModelFormat.OFFSETS) || name.equals(ModelFormat.DIVISORS);
  }

  /**
   * Returns the layers, in the file's order.
   *
   * @param arrays all that {@link #look} has passed
   */
  List<Layer> of(Map<String, Tensor> arrays) {
    Map<String, Tensor> named = new LinkedHashMap<>(arrays);
    named.keySet().removeIf(FileLayers::isScaling);
    named.forEach(this::requireFinite);
    if (named.isEmpty()) {
      throw new DamagedFileException(file, "has no weights");
    }
    boolean nameless = named.keySet().stream().allMatch(n -> ArrayName.number(n).isPresent());
    return nameless ? nameless(named) : named(named);
  }

  private void requireFinite(String name, Tensor array) {
    float[] values = array.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw wrong(name, "has " + values[i] + " at " + place(array, i));
      }
    }
  }

  private static Object place(Tensor array, int i) {
    int columns = array.shape().size() == 2 ? array.shape().get(1) : 0;
    return columns == 0 ? i : List.of(i / columns, i % columns);
  }

  /** Pairs matrices and vectors, each in the order of their numbers. */
  private List<Layer> nameless(Map<String, Tensor> arrays) {
    Map<Long, String> inOrder = new TreeMap<>();
    arrays.keySet().forEach(name -> inOrder.put(ArrayName.number(name).orElseThrow(), name));
    List<String> weights = new ArrayList<>();
    List<String> biases = new ArrayList<>();
    for (String name : inOrder.values()) {
      (arrays.get(name).shape().size() == 2 ? weights : biases).add(name);
    }
    if (weights.size() != biases.size()) {
      throw new DamagedFileException(
          file,
          "has "
              + weights.size()
              + (weights.size() == 1 ? " matrix" : " matrices")
              + " and "
              + Counted.of(biases.size(), "vector")
              + ": dense layers have one of each, weights and bias");
    }
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < weights.size(); l++) {
      String weight = weights.get(l);
      String bias = biases.get(l);
      layers.add(
          new Layer(
              String.valueOf(l),
              weight,
              arrays.get(weight),
              bias,
              arrays.get(bias),
              Optional.of(WeightOrder.IN_OUT)));
    }
    return layers;
  }

  private List<Layer> named(Map<String, Tensor> arrays) {
    Map<String, String> weights = new LinkedHashMap<>();
    Map<String, String> biases = new LinkedHashMap<>();
    for (String name : arrays.keySet()) {
      ArrayName parts =
          ArrayName.of(name, npz)
              .orElseThrow(() -> wrong(name, "has no name, unlike other arrays beside it"));
      Map<String, String> same = parts.part() == ArrayName.Part.WEIGHT ? weights : biases;
      String other = same.put(parts.layer(), name);
      if (other != null) {
        throw wrong(name, "and " + DamagedFileException.quote(other) + " are of one layer");
      }
    }
    for (Map.Entry<String, String> bias : biases.entrySet()) {
      if (!weights.containsKey(bias.getKey())) {
        throw wrong(bias.getValue(), "is a bias without weights");
      }
    }
    List<Layer> layers = new ArrayList<>();
    weights.forEach((layer, name) -> layers.add(layer(layer, name, biases.get(layer), arrays)));
    return layers;
  }

  private Layer layer(
      String layer, String weightName, String biasName, Map<String, Tensor> arrays) {
    if (biasName == null) {
      throw wrong(weightName, "has no bias; a layer without one needs a bias of zeros");
    }
    Tensor bias = arrays.get(biasName);
    if (bias.shape().size() != 1) {
      throw wrong(biasName, "has shape " + bias.shape() + ": not a bias");
    }
    return new Layer(
        layer,
        weightName,
        arrays.get(weightName),
        biasName,
        bias,
        ArrayName.of(weightName, npz).orElseThrow().told());
  }

  private DamagedFileException wrong(String name, String problem) {
    return new DamagedFileException(file, DamagedFileException.quote(name) + " " + problem);
  }
}
