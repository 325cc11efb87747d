package dev.lockstep.model.foreign;

import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Tensor;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.file.NpzArrays;
import dev.lockstep.model.file.PlaceKind;
import dev.lockstep.model.file.PlaceProbe;
import dev.lockstep.model.file.SafetensorsFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A model from another program's weights: plain safetensors, as PyTorch's state_dict in it, or NPZ,
 * as {@code numpy.savez(file, *model.get_weights())} of Keras. Sizes and names tell the layers;
 * what a file cannot say is assumed, unless the user says it, and noted.
 *
 * @param notes lines that say what was assumed, with settings' names in braces; see {@link
 *     dev.lockstep.text.NamesSettings}
 */
public record ForeignModel(Model model, List<String> notes) {
  private static final int PIXELS_OF_MNIST = 28 * 28;

  public ForeignModel {
    notes = List.copyOf(notes);
  }

  /**
   * Returns true for a file of weights that is not a model of Lockstep's.
   *
   * @throws IOException if the file system fails
   */
  public static boolean isAt(Path path, Configuration conf) throws IOException {
    Optional<PlaceKind> kind = PlaceProbe.kind(path, conf);
    if (kind.equals(Optional.of(PlaceKind.NPZ))) {
      return true;
    }
    return kind.equals(Optional.of(PlaceKind.MODEL)) && !ModelFile.isOurs(path, conf);
  }

  /**
   * Reads a file of which {@link #isAt} is true.
   *
   * @throws DamagedFileException if it is damaged, or holds other than dense layers
   * @throws SettingException if it does not tell enough, or contradicts the hints
   * @throws IOException if the file system fails
   */
  public static ForeignModel read(Path path, Hints hints, Configuration conf) throws IOException {
    boolean npz = PlaceProbe.kind(path, conf).equals(Optional.of(PlaceKind.NPZ));
    FileLayers pairing = new FileLayers(path, npz);
    Map<String, Tensor> arrays =
        npz
            ? NpzArrays.read(path, conf, pairing::look)
            : SafetensorsFile.readAnyFloats(
                    path, conf, (name, shape, type) -> pairing.look(name, shape, type.bytes()))
                .tensors();
    List<Layer> layers = pairing.of(arrays);
    WeightOrder order = order(path, layers, hints);
    return new Assembly(path, hints, order, LayerChain.of(path, layers, order, hints.hidden()))
        .model(arrays);
  }

  /** Returns the dimensions of all weights: what the biases allow, and else what names tell. */
  private static WeightOrder order(Path path, List<Layer> layers, Hints hints) {
    List<WeightOrder> possible = new ArrayList<>();
    for (WeightOrder order : WeightOrder.values()) {
      if (layers.stream().allMatch(layer -> layer.fits(order))) {
        possible.add(order);
      }
    }
    if (possible.isEmpty()) {
      throw new DamagedFileException(path, misfit(layers));
    }
    if (hints.order().isPresent()) {
      WeightOrder said = hints.order().get();
      Optional<Layer> misfit = layers.stream().filter(layer -> !layer.fits(said)).findFirst();
      if (misfit.isPresent()) {
        throw new SettingException(
            path + ": {weightOrder} " + said + " does not fit " + pair(misfit.get()));
      }
      return said;
    }
    if (possible.size() == 1) {
      return possible.get(0);
    }
    Layer first = layers.get(0);
    return first
        .told()
        .orElseThrow(
            () ->
                new SettingException(
                    path
                        + ": "
                        + DamagedFileException.quote(first.weightName())
                        + " is square, and its name does not tell inputs from outputs:"
                        + " {weightOrder} in-out or out-in says which come first"));
  }

  private static String misfit(List<Layer> layers) {
    Optional<Layer> alone =
        layers.stream()
            .filter(layer -> !layer.fits(WeightOrder.IN_OUT) && !layer.fits(WeightOrder.OUT_IN))
            .findFirst();
    if (alone.isPresent()) {
      return pair(alone.get()) + " do not fit each other";
    }
    Layer first =
        layers.stream().filter(l -> !l.fits(WeightOrder.IN_OUT)).findFirst().orElseThrow();
    Layer other =
        layers.stream().filter(l -> !l.fits(WeightOrder.OUT_IN)).findFirst().orElseThrow();
    return pair(first)
        + " are [outputs, inputs], but "
        + pair(other)
        + " are [inputs, outputs]: one file has one order";
  }

  private static String pair(Layer layer) {
    return DamagedFileException.quote(layer.weightName())
        + " "
        + layer.weight().shape()
        + " and "
        + DamagedFileException.quote(layer.biasName())
        + " "
        + layer.bias().shape();
  }

  /** Makes a model of layers in their order. */
  private record Assembly(Path path, Hints hints, WeightOrder order, List<Layer> layers) {
    ForeignModel model(Map<String, Tensor> arrays) {
      List<Integer> sizes = new ArrayList<>();
      sizes.add(layers.get(0).inputs(order));
      layers.forEach(layer -> sizes.add(layer.outputs(order)));
      Network network = network(sizes);
      float[] parameters = new float[network.parameterCount()];
      for (int l = 0; l < layers.size(); l++) {
        layers.get(l).copy(order, parameters, network.weightOffset(l));
      }
      Optional<InputScaling> ofFile = scaling(arrays, network.features());
      InputRange range = hints.range().orElse(assumedRange(network.features()));
      InputScaling scaling = ofFile.orElseGet(() -> range.scaling(network.features()));
      Model model = new Model(network, scaling, classNames(network.classes()), parameters);
      return new ForeignModel(model, List.of(note(model, ofFile.isPresent())));
    }

    private Network network(List<Integer> sizes) {
      boolean single = sizes.get(layers.size()) == 1;
      try {
        return new Network(
            sizes,
            hints.activation().orElse(Activation.RELU),
            single ? Loss.MSE : Loss.CROSS_ENTROPY,
            single ? Activation.SIGMOID : Activation.LINEAR);
      } catch (IllegalArgumentException e) {
        throw new DamagedFileException(path, e.getMessage(), e);
      }
    }

    private static InputRange assumedRange(int features) {
      return features == PIXELS_OF_MNIST ? InputRange.PIXELS : InputRange.AS_READ;
    }

    /** Returns the scaling that Lockstep's export writes beside the weights. */
    private Optional<InputScaling> scaling(Map<String, Tensor> arrays, int features) {
      Tensor offsets = arrays.get(ModelFormat.OFFSETS);
      Tensor divisors = arrays.get(ModelFormat.DIVISORS);
      if (offsets == null && divisors == null) {
        return Optional.empty();
      }
      if (hints.range().isPresent()) {
        throw new SettingException(path + ": has an input scaling of its own; leave out {scaling}");
      }
      try {
        if (offsets == null || divisors == null) {
          throw new IllegalArgumentException(
              "has " + (offsets == null ? ModelFormat.DIVISORS : ModelFormat.OFFSETS) + " alone");
        }
        InputScaling scaling =
            InputScaling.perFeature(
                InputScaling.Method.STANDARDISE, offsets.values(), divisors.values());
        scaling.requireFeatures(features);
        return Optional.of(scaling);
      } catch (IllegalArgumentException e) {
        throw new DamagedFileException(path, e.getMessage(), e);
      }
    }

    private List<String> classNames(int classes) {
      List<String> names =
          hints
              .classNames()
              .orElseGet(() -> IntStream.range(0, classes).mapToObj(String::valueOf).toList());
      if (names.size() != classes) {
        throw new SettingException(
            path
                + ": {classes} names "
                + names.size()
                + " classes, but the network has "
                + classes);
      }
      return names;
    }

    private String note(Model model, boolean ofFile) {
      Network network = model.network();
      List<String> said = new ArrayList<>();
      if (network.layers() > 1) {
        said.add(network.activation() + assumed(hints.activation(), "{activation}"));
      }
      said.add(
          "input scaling "
              + (ofFile
                  ? "of the file"
                  : text(model.scaling()) + assumed(hints.range(), "{scaling}")));
      said.add(
          (hints.classNames().isPresent()
                  ? "classes as named"
                  : "classes 0 to " + (network.classes() - 1))
              + assumed(hints.classNames(), "{classes}"));
      if (network.outputs() == 1) {
        said.add("class 1 where the sigmoid of its one output is above 0.5");
      }
      return path + ": weights of another program, " + network + "; " + String.join(", ", said);
    }

    private static String text(InputScaling scaling) {
      return scaling.isUniform()
          ? scaling.toString()
          : "(x - " + scaling.offsets()[0] + ") / " + scaling.divisors()[0];
    }

    private static String assumed(Optional<?> hint, String option) {
      return hint.isPresent() ? "" : " (" + option + " says otherwise)";
    }
  }
}
