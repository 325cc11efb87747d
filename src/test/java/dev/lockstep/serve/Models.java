package dev.lockstep.serve;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.scorer.RawTable;
import dev.lockstep.scorer.Scorer;
import java.util.List;
import java.util.stream.IntStream;

/** Models with made-up weights. */
public final class Models {
  /** Names that JSON, HTML and metrics must escape. */
  public static final List<String> NAMES = List.of("age", "a \"b\" <i>", "größe");

  /** Of a price and a rent. */
  public static final TargetScaling TARGETS =
      new TargetScaling(List.of(241_500.0, 0.0), List.of(1e5, 0.75));

  private Models() {}

  /** A model of three named features and two classes. */
  public static ServedModel named() {
    return served(model(LossFunction.CROSS_ENTROPY, List.of(3, 5, 2), NAMES, 1), "named");
  }

  /** A model of pictures. */
  public static ServedModel picture(int seed) {
    List<Integer> sizes = List.of(784, 16, 10);
    return served(model(LossFunction.CROSS_ENTROPY, sizes, List.of(), seed), "picture " + seed);
  }

  /** A model whose single output is no probability. */
  public static ServedModel singleOutput() {
    return served(model(LossFunction.MSE, List.of(2, 1), List.of(), 2), "single");
  }

  /** A model of a table with categories, a date and gaps. */
  public static ServedModel ofTable() {
    return served(RawTable.MODEL, "table");
  }

  /** A model of three features and two numbers, in units of their own. */
  public static Model ofNumbers(LossFunction loss) {
    return ofNumbers(loss, List.of("price", "rent"));
  }

  /** A model of three features and at most two named numbers. */
  public static Model ofNumbers(LossFunction loss, List<String> names) {
    List<Integer> sizes = List.of(3, 5, names.size());
    float parameter = loss == LossFunction.QUANTILE || loss == LossFunction.HUBER ? 0.5f : 0;
    Network network =
        new Network(sizes, Activation.RELU, new Loss(loss, parameter), Activation.LINEAR);
    TargetScaling scaling =
        new TargetScaling(
            TARGETS.offsets().subList(0, names.size()),
            TARGETS.divisors().subList(0, names.size()));
    return new Model(
        network,
        Preprocessing.plain(network.features(), InputScaling.BYTES),
        new ValueTask(scaling),
        NAMES,
        names,
        parameters(network, 3));
  }

  public static ServedModel served(Model model, String name) {
    return new ServedModel(Scorer.of(model), name);
  }

  public static Model model(
      LossFunction loss, List<Integer> sizes, List<String> features, int seed) {
    Network network = new Network(sizes, Activation.RELU, new Loss(loss, 0), Activation.LINEAR);
    List<String> classes = IntStream.range(0, network.classes()).mapToObj(c -> "c" + c).toList();
    return new Model(network, InputScaling.BYTES, features, classes, parameters(network, seed));
  }

  private static float[] parameters(Network network, int seed) {
    float[] parameters = new float[network.parameterCount()];
    AddressedRandom random = AddressedRandom.of(seed, "parameters");
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (random.uniform(i) - 0.5);
    }
    return parameters;
  }
}
