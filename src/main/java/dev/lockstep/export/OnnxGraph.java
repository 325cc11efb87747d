package dev.lockstep.export;

import dev.lockstep.model.Tensor;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** An ONNX graph from raw rows to outputs and label, built node by node. N: rows. */
final class OnnxGraph {

  /** The outputs' names: [N] int64, the class's place; [N, C] float under cross-entropy, or MSE. */
  private static final String LABEL = "label";

  private static final String PROBABILITIES = "probabilities";
  private static final String OUTPUTS = "outputs";
  private static final String VALUES = "values";

  /** The domain of operators on tables. */
  static final String ML_DOMAIN = "ai.onnx.ml";

  /** TensorProto.DataType. */
  static final int FLOAT = 1;

  static final int INT64 = 7;
  static final int STRING = 8;
  static final int DOUBLE = 11;

  private final Network network;
  private final Protobuf graph = new Protobuf();

  /** The graph's inputs, which stand behind its nodes. */
  private final List<Protobuf> inputs = new ArrayList<>();

  /** Creates an empty graph. */
  OnnxGraph(Network network) {
    this.network = network;
  }

  /** Adds an input of the graph, [N, columns]; returns its name. */
  String input(String name, int type, int columns) {
    inputs.add(value(name, type, columns));
    return name;
  }

  /** Adds a cast of doubles; returns its output's name. */
  String toFloats(String x) {
    String output = "input.narrowed";
    return node("Cast", whole("to", FLOAT), output, x);
  }

  /** Adds an operator without attributes; returns its output's name. */
  String node(String operator, String output, String... inputs) {
    graph.add(/* node */ 1, operator(operator, output, inputs));
    return output;
  }

  /** Adds an operator with an attribute; returns its output's name. */
  String node(String operator, Protobuf attribute, String output, String... inputs) {
    graph.add(/* node */ 1, operator(operator, output, inputs).add(/* attribute */ 5, attribute));
    return output;
  }

  /**
   * Adds a table of texts and their values; returns its output's name.
   *
   * @param values attributes: those of the keys, and of other texts
   */
  String lookUp(List<String> keys, List<Protobuf> values, String output, String x) {
    Protobuf texts = new Protobuf().add(/* name */ 1, "keys_strings");
    keys.forEach(key -> texts.add(/* strings */ 9, key));
    texts.add(/* type, STRINGS */ 20, 8);
    Protobuf node = operator("LabelEncoder", output, x).add(/* domain */ 7, ML_DOMAIN);
    node.add(/* attribute */ 5, texts);
    values.forEach(value -> node.add(/* attribute */ 5, value));
    graph.add(/* node */ 1, node);
    return output;
  }

  /** Adds a layer; returns the name of its output, in the last layer before activation. */
  String layer(int layer, String x, String weights, String bias) {
    boolean last = layer == network.layers() - 1;
    String z = node("Gemm", last ? "logits" : "layer" + layer + ".sum", x, weights, bias);
    return last ? z : activation(network.activation(), z, "layer" + layer + ".output");
  }

  /**
   * Adds the nodes after the logits, the label first, so that ties are broken as in {@link
   * Network#classOf}.
   */
  void outputs(String logits) {
    if (network.outputs() > 1) {
      graph.add(
          /* node */ 1,
          operator("ArgMax", LABEL, logits)
              .add(/* attribute */ 5, whole("axis", 1))
              .add(/* attribute */ 5, whole("keepdims", 0)));
    }
    boolean classifies = network.loss().hasProbabilities();
    String outputs = classifies ? PROBABILITIES : OUTPUTS;
    if (classifies) {
      node("Softmax", whole("axis", 1), outputs, logits);
    } else {
      activation(network.output(), logits, outputs);
    }
    if (network.outputs() == 1) {
      nearerToOne(outputs);
    }
    graph.add(/* name */ 2, "lockstep");
    inputs.forEach(input -> graph.add(/* input */ 11, input));
    graph.add(/* output */ 12, value(LABEL, INT64, 0));
    graph.add(/* output */ 12, value(outputs, FLOAT, network.outputs()));
  }

  /** Adds the nodes after the logits of a model of numbers: doubles in their own units, [N, T]. */
  void numbers(String logits, TargetScaling scaling) {
    boolean counts = network.loss().function().isOfCounts();
    String outputs = counts ? node("Exp", "scaled", logits) : logits;
    node("Cast", whole("to", DOUBLE), "scaled.double", outputs);
    constant("target.divisors", doubles(scaling.divisors()));
    constant("target.offsets", doubles(scaling.offsets()));
    node("Mul", "spread", "scaled.double", "target.divisors");
    node("Add", VALUES, "spread", "target.offsets");
    graph.add(/* name */ 2, "lockstep");
    inputs.forEach(input -> graph.add(/* input */ 11, input));
    graph.add(/* output */ 12, value(VALUES, DOUBLE, scaling.targets()));
  }

  private static double[] doubles(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Adds the label of a single output, [N] from [N, 1]. */
  private void nearerToOne(String output) {
    constant("half", Tensor.of(new float[] {0.5f}, 1));
    node("Greater", "isOne", output, "half");
    node("Cast", whole("to", INT64), "one", "isOne");
    Protobuf axes = wholes("axes", List.of(1L));
    graph.add(
        /* node */ 1,
        operator("ReduceMax", LABEL, "one")
            .add(/* attribute */ 5, axes)
            .add(/* attribute */ 5, whole("keepdims", 0)));
  }

  /** Adds an array under its name in nodes. */
  void constant(String name, Tensor array) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, array.values().length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(array.values());
    constant(name, FLOAT, array.shape(), bytes.array());
  }

  /** Adds an array of doubles, [I]. */
  void constant(String name, double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    constant(name, DOUBLE, List.of(values.length), bytes.array());
  }

  /** Adds an array of whole numbers, [I]. */
  void constant(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Long.BYTES, values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    constant(name, INT64, List.of(values.length), bytes.array());
  }

  private void constant(String name, int type, List<Integer> shape, byte[] bytes) {
    Protobuf tensor = new Protobuf();
    shape.forEach(size -> tensor.add(/* dims */ 1, size));
    tensor.add(/* data_type */ 2, type).add(/* name */ 8, name).add(/* raw_data */ 9, bytes);
    graph.add(/* initializer */ 5, tensor);
  }

  Protobuf message() {
    return graph;
  }

  /** Adds an activation function of {@code z}; returns {@code output}. */
  private String activation(Activation activation, String z, String output) {
    return switch (activation) {
      case RELU -> node("Relu", output, z);
      case LEAKY_RELU -> node("LeakyRelu", real("alpha", Activation.LEAK), output, z);
      case TANH -> node("Tanh", output, z);
      case SIGMOID -> node("Sigmoid", output, z);
      case SILU -> node("Mul", output, z, node("Sigmoid", output + ".gate", z));
      case ELU -> node("Elu", output, z);
      case GELU -> node("Mul", output, z, node("Sigmoid", output + ".gate", cubic(z, output)));
      case LINEAR -> node("Identity", output, z);
    };
  }

  /** Adds the argument of GELU's sigmoid. */
  private String cubic(String z, String output) {
    constant(output + ".linear", Tensor.of(new float[] {Activation.GELU_LINEAR}, 1));
    constant(output + ".cubic", Tensor.of(new float[] {Activation.GELU_CUBIC}, 1));
    String square = node("Mul", output + ".square", z, z);
    String factor = node("Mul", output + ".scaled", square, output + ".cubic");
    return node(
        "Mul", output + ".cube", z, node("Add", output + ".factor", factor, output + ".linear"));
  }

  private static Protobuf operator(String operator, String output, String... inputs) {
    Protobuf node = new Protobuf();
    for (String input : inputs) {
      node.add(/* input */ 1, input);
    }
    return node.add(/* output */ 2, output)
        .add(/* name */ 3, output)
        .add(/* op_type */ 4, operator);
  }

  static Protobuf whole(String name, int value) {
    return new Protobuf().add(/* name */ 1, name).add(/* i */ 3, value).add(/* type, INT */ 20, 2);
  }

  /** Returns an attribute of whole numbers. */
  static Protobuf wholes(String name, List<Long> values) {
    Protobuf attribute = new Protobuf().add(/* name */ 1, name);
    values.forEach(value -> attribute.add(/* ints */ 8, value));
    return attribute.add(/* type, INTS */ 20, 7);
  }

  /** Returns an attribute of one float in a list. */
  static Protobuf reals(String name, float value) {
    return new Protobuf()
        .add(/* name */ 1, name)
        .add(/* floats */ 7, value)
        .add(/* type, FLOATS */ 20, 6);
  }

  static Protobuf real(String name, float value) {
    return new Protobuf()
        .add(/* name */ 1, name)
        .add(/* f */ 2, value)
        .add(/* type, FLOAT */ 20, 1);
  }

  /** Returns a ValueInfoProto, [N] if {@code columns} is 0, else [N, columns]. */
  private static Protobuf value(String name, int type, int columns) {
    Protobuf shape = new Protobuf().add(/* dim */ 1, new Protobuf().add(/* dim_param */ 2, "rows"));
    if (columns > 0) {
      shape.add(/* dim */ 1, new Protobuf().add(/* dim_value */ 1, columns));
    }
    Protobuf tensor = new Protobuf().add(/* elem_type */ 1, type).add(/* shape */ 2, shape);
    return new Protobuf()
        .add(/* name */ 1, name)
        .add(/* type */ 2, new Protobuf().add(/* tensor_type */ 1, tensor));
  }
}
