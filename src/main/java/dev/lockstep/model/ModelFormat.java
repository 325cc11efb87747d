package dev.lockstep.model;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.text.DamagedFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The form of a model in a safetensors file: tensors of the parameters, and metadata. */
public final class ModelFormat {
  private static final String VERSION = "formatVersion";

  private static final String FORMAT_VERSION = "1";

  /** For a model that scales some features in doubles, which older releases would ignore. */
  private static final String WIDE_FORMAT_VERSION = "2";

  /** For a model of columns that are not all numbers without gaps, or of numbers to predict. */
  private static final String COLUMNS_FORMAT_VERSION = "3";

  private static final Set<String> VERSIONS =
      Set.of(FORMAT_VERSION, WIDE_FORMAT_VERSION, COLUMNS_FORMAT_VERSION);

  private static final String CLASS_NAMES = "classNames";
  private static final String FEATURE_NAMES = "featureNames";

  /** The name of the tensor of a scaling's offsets. */
  public static final String OFFSETS = "input.offsets";

  /** The name of the tensor of a scaling's divisors. */
  public static final String DIVISORS = "input.divisors";

  private ModelFormat() {}

  /** Returns the content of a file that {@link #read} reads. */
  public static Safetensors write(Model model) {
    Network network = model.network();
    Preprocessing preprocessing = model.preprocessing();
    Task task = model.task();
    float[] parameters = model.parameters();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int l = 0; l < network.layers(); l++) {
      int weights = network.weightOffset(l);
      int bias = network.biasOffset(l);
      int outputs = network.outputs(l);
      tensors.put(
          WeightSlot.weightName(l),
          Tensor.of(Arrays.copyOfRange(parameters, weights, bias), network.inputs(l), outputs));
      tensors.put(
          WeightSlot.biasName(l),
          Tensor.of(Arrays.copyOfRange(parameters, bias, bias + outputs), outputs));
    }
    InputScaling scaling = model.scaling();
    if (!scaling.isUniform()) {
      tensors.put(OFFSETS, Tensor.of(scaling.offsets(), preprocessing.numbers()));
      tensors.put(DIVISORS, Tensor.of(scaling.divisors(), preprocessing.numbers()));
    }
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(VERSION, formatVersion(model));
    metadata.put("activation", network.activation().toString());
    Loss loss = network.loss();
    metadata.put("loss", loss.function().toString());
    loss.function().parameter().ifPresent(n -> metadata.put(n, Float.toString(loss.parameter())));
    metadata.put("outputActivation", network.output().toString());
    metadata.put("inputScaling", scaling.method().toString());
    if (task.hasClasses()) {
      metadata.put(CLASS_NAMES, NameList.write(model.names()));
    }
    task.targetScaling()
        .ifPresent(
            targets ->
                metadata.put(TargetList.KEY, new TargetList(model.names(), targets).write()));
    if (!preprocessing.isPlain()) {
      metadata.put(ColumnsJson.KEY, ColumnsJson.write(preprocessing.columns()));
    } else if (!model.featureNames().isEmpty()) {
      metadata.put(FEATURE_NAMES, NameList.write(model.featureNames()));
    }
    if (scaling.isWide()) {
      metadata.put(WideFeatures.KEY, WideFeatures.write(scaling.wide()));
    }
    if (scaling.method() == InputScaling.Method.DIVIDE) {
      metadata.put("inputDivisor", Float.toString(scaling.divisors()[0]));
    }
    if (!model.dialect().isEmpty()) {
      metadata.put(DialectJson.KEY, DialectJson.write(model.dialect()));
    }
    return new Safetensors(tensors, metadata);
  }

  /** Returns the oldest version that says all of the model. */
  private static String formatVersion(Model model) {
    return !model.preprocessing().isPlain() || !model.task().hasClasses()
        ? COLUMNS_FORMAT_VERSION
        : model.scaling().isWide() ? WIDE_FORMAT_VERSION : FORMAT_VERSION;
  }

  /** Returns true if the metadata are those of a model of Lockstep's, of this version or not. */
  public static boolean isOurs(Map<String, String> metadata) {
    return metadata.containsKey(VERSION) || metadata.containsKey(CLASS_NAMES);
  }

  /**
   * Returns the model that {@link #write} wrote.
   *
   * @param file its name in messages
   * @throws DamagedFileException if it is not a model of this version
   */
  public static Model read(Object file, Safetensors content) {
    Map<String, String> metadata = content.metadata();
    String version = metadata.get(VERSION);
    if (version == null || !VERSIONS.contains(version)) {
      throw new DamagedFileException(
          file,
          version == null
              ? "is not a model of Lockstep's: its metadata has no formatVersion;"
                  + " import makes one of other programs' weights"
              : "is a model of format version "
                  + DamagedFileException.quote(version)
                  + "; this release reads versions "
                  + FORMAT_VERSION
                  + " to "
                  + COLUMNS_FORMAT_VERSION);
    }
    try {
      Map<String, Tensor> layers = new LinkedHashMap<>(content.tensors());
      InputScaling scaling = scaling(file, layers, metadata);
      Network network =
          new Network(
              sizes(layers),
              constant(Activation.values(), metadata, "activation"),
              loss(metadata),
              constant(Activation.values(), metadata, "outputActivation"));
      Optional<TargetList> targets =
          Optional.ofNullable(metadata.get(TargetList.KEY))
              .map(list -> TargetList.read(file, list));
      Task task = targets.<Task>map(list -> new ValueTask(list.scaling())).orElse(Task.CLASSES);
      List<String> names =
          targets.isPresent()
              ? targets.get().names()
              : NameList.read(file, CLASS_NAMES, required(metadata, CLASS_NAMES));
      String features = metadata.get(FEATURE_NAMES);
      List<String> featureNames =
          features == null ? List.of() : NameList.read(file, FEATURE_NAMES, features);
      String columns = metadata.get(ColumnsJson.KEY);
      Preprocessing preprocessing =
          columns == null
              ? Preprocessing.plain(network.features(), scaling)
              : Preprocessing.of(ColumnsJson.read(file, columns), scaling);
      Map<String, String> dialect = DialectJson.read(file, metadata.get(DialectJson.KEY));
      float[] parameters = parameters(network, layers);
      return new Model(network, preprocessing, task, featureNames, names, parameters, dialect);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, "is not a model: " + e.getMessage(), e);
    }
  }

  private static List<Integer> sizes(Map<String, Tensor> tensors) {
    List<Integer> sizes = new ArrayList<>();
    for (int l = 0; 2 * l < tensors.size(); l++) {
      List<Integer> weight = tensor(tensors, WeightSlot.weightName(l)).shape();
      List<Integer> bias = tensor(tensors, WeightSlot.biasName(l)).shape();
      if (weight.size() != 2
          || !bias.equals(weight.subList(1, 2))
          || (l > 0 && !weight.get(0).equals(sizes.get(l)))) {
        throw new IllegalArgumentException(
            "layer " + l + " has weights " + weight + " and bias " + bias + " after " + sizes);
      }
      if (l == 0) {
        sizes.add(weight.get(0));
      }
      sizes.add(weight.get(1));
    }
    return sizes;
  }

  private static float[] parameters(Network network, Map<String, Tensor> tensors) {
    float[] parameters = new float[network.parameterCount()];
    for (int l = 0; l < network.layers(); l++) {
      float[] weights = tensor(tensors, WeightSlot.weightName(l)).values();
      System.arraycopy(weights, 0, parameters, network.weightOffset(l), weights.length);
      float[] bias = tensor(tensors, WeightSlot.biasName(l)).values();
      System.arraycopy(bias, 0, parameters, network.biasOffset(l), bias.length);
    }
    return parameters;
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("it has no tensor " + name);
    }
    return tensor;
  }

  private static String required(Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new IllegalArgumentException("its metadata has no " + key);
    }
    return value;
  }

  /** Returns the scaling and removes its tensors. */
  private static InputScaling scaling(
      Object file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    InputScaling.Method method = constant(InputScaling.Method.values(), metadata, "inputScaling");
    return switch (method) {
      case NONE -> InputScaling.NONE;
      case DIVIDE -> InputScaling.divideBy(number(metadata, "inputDivisor"));
      case STANDARDISE, MIN_MAX ->
          InputScaling.perFeature(
              method,
              take(tensors, OFFSETS),
              take(tensors, DIVISORS),
              WideFeatures.read(file, metadata.get(WideFeatures.KEY)));
    };
  }

  private static Loss loss(Map<String, String> metadata) {
    LossFunction function = constant(LossFunction.values(), metadata, "loss");
    return new Loss(function, function.parameter().map(name -> number(metadata, name)).orElse(0f));
  }

  private static float number(Map<String, String> metadata, String key) {
    String value = required(metadata, key);
    try {
      return Float.parseFloat(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "its " + key + " is " + DamagedFileException.quote(value) + ", not a number", e);
    }
  }

  private static float[] take(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensor(tensors, name);
    if (tensor.shape().size() != 1) {
      throw new IllegalArgumentException(name + " has shape " + tensor.shape());
    }
    tensors.remove(name);
    return tensor.values();
  }

  private static <E extends Enum<E>> E constant(
      E[] constants, Map<String, String> metadata, String key) {
    String value = required(metadata, key);
    return Arrays.stream(constants)
        .filter(constant -> constant.toString().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown " + key + " " + DamagedFileException.quote(value)));
  }
}
