package dev.lockstep.nn;

import dev.lockstep.nn.ReverseMode.Value;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network as an expression of {@link Value}s, straight from the definitions, for one example at a
 * time. It reads its parameters in their order and asks {@link Network} for no offset.
 */
final class ValueNetwork {
  private static final Value ONE = Value.of(1);
  private static final Value ZERO = Value.of(0);

  private final Network network;
  private final List<Value> parameters;

  ValueNetwork(Network network, float[] parameters) {
    this.network = network;
    this.parameters =
        IntStream.range(0, parameters.length).mapToObj(i -> Value.of(parameters[i])).toList();
  }

  List<Value> parameters() {
    return parameters;
  }

  /** The sum over the examples of the loss. */
  Value lossSum(float[] x, int[] labels) {
    return lossSum(x, Targets.of(labels, labels.length), new float[0][]);
  }

  /**
   * The sum over the examples of weight times loss.
   *
   * @param factors of the hidden layers' outputs, [layers][B x O]; empty for 1
   */
  Value lossSum(float[] x, Targets targets, float[][] factors) {
    Value sum = ZERO;
    int[] ends = targets.ends();
    for (int b = 0; b < ends[ends.length - 1]; b++) {
      List<Value> logits = logits(x, b, factors);
      List<Value> target = target(targets, b, logits.size());
      Value loss =
          switch (network.loss().function()) {
            case CROSS_ENTROPY -> crossEntropy(logits, target);
            case MSE -> mean(logits, target, error -> error.times(error));
            case HUBER -> mean(logits, target, this::huber);
            case ABSOLUTE -> mean(logits, target, error -> kinked(error, 1, 1));
            case QUANTILE ->
                mean(logits, target, error -> kinked(error, parameter(), 1 - parameter()));
            case POISSON ->
                total(
                        IntStream.range(0, logits.size())
                            .mapToObj(o -> count(logits.get(o), target.get(o))))
                    .dividedBy(Value.of(logits.size()));
          };
      sum = sum.plus(loss.times(Value.of(targets.weights() == null ? 1 : targets.weights()[b])));
    }
    return sum;
  }

  private double parameter() {
    return network.loss().parameter();
  }

  private static Value kinked(Value error, double below, double above) {
    return error.times(Value.of(error.data() < 0 ? -below : above));
  }

  private static Value count(Value z, Value target) {
    return z.exp().minus(target.times(z));
  }

  private static List<Value> target(Targets targets, int b, int outputs) {
    if (targets instanceof ValueTargets numbers) {
      return IntStream.range(b * outputs, (b + 1) * outputs)
          .mapToObj(i -> Value.of(numbers.values()[i]))
          .toList();
    }
    ClassTargets classes = targets.asClasses();
    double smoothing = classes.smoothing();
    return IntStream.range(0, outputs)
        .mapToObj(
            c -> (1 - smoothing) * (classes.isOne(b, c, outputs) ? 1 : 0) + smoothing / outputs)
        .map(Value::of)
        .toList();
  }

  /** What the network says about example {@code b}. */
  List<Value> outputs(float[] x, int b) {
    List<Value> logits = logits(x, b, new float[0][]);
    if (!network.loss().hasProbabilities()) {
      return apply(network.output(), logits);
    }
    Value total = total(logits.stream().map(Value::exp));
    return logits.stream().map(z -> z.exp().dividedBy(total)).toList();
  }

  private List<Value> logits(float[] x, int b, float[][] factors) {
    int features = network.sizes().get(0);
    List<Value> a =
        IntStream.range(b * features, (b + 1) * features).mapToObj(i -> Value.of(x[i])).toList();
    int from = 0;
    for (int l = 1; l < network.sizes().size(); l++) {
      if (l > 1) {
        a = apply(network.activation(), a);
        a = factors.length == 0 ? a : times(a, factors[l - 2], b * a.size());
      }
      int outputs = network.sizes().get(l);
      a = affine(a, from, outputs);
      from += (network.sizes().get(l - 1) + 1) * outputs;
    }
    return a;
  }

  private List<Value> affine(List<Value> a, int from, int outputs) {
    int bias = from + a.size() * outputs;
    return IntStream.range(0, outputs)
        .mapToObj(
            o ->
                total(
                        IntStream.range(0, a.size())
                            .mapToObj(i -> a.get(i).times(parameters.get(from + i * outputs + o))))
                    .plus(parameters.get(bias + o)))
        .toList();
  }

  private static List<Value> apply(Activation activation, List<Value> z) {
    return z.stream().map(value -> apply(activation, value)).toList();
  }

  private static Value apply(Activation activation, Value z) {
    return switch (activation) {
      case RELU -> z.max(ZERO);
      case LEAKY_RELU -> z.max(z.times(Value.of(0.01f)));
      case TANH -> z.tanh();
      case SIGMOID -> ONE.dividedBy(ONE.plus(ZERO.minus(z).exp()));
      case SILU -> z.times(apply(Activation.SIGMOID, z));
      case ELU -> z.data() < 0 ? z.exp().minus(ONE) : z;
      case GELU -> {
        Value cube = z.times(z).times(z).times(Value.of(0.044715));
        Value tanh = z.plus(cube).times(Value.of(Math.sqrt(2 / Math.PI))).tanh();
        yield z.times(Value.of(0.5)).times(ONE.plus(tanh));
      }
      case LINEAR -> z;
    };
  }

  private static List<Value> times(List<Value> a, float[] factors, int from) {
    return IntStream.range(0, a.size())
        .mapToObj(i -> a.get(i).times(Value.of(factors[from + i])))
        .toList();
  }

  private static Value crossEntropy(List<Value> logits, List<Value> target) {
    Value logSum = total(logits.stream().map(Value::exp)).log();
    return total(
        IntStream.range(0, logits.size())
            .mapToObj(c -> target.get(c).times(logSum.minus(logits.get(c)))));
  }

  /** The mean over the outputs of a function of their errors. */
  private Value mean(List<Value> logits, List<Value> target, UnaryOperator<Value> ofError) {
    List<Value> outputs = apply(network.output(), logits);
    return total(
            IntStream.range(0, outputs.size())
                .mapToObj(c -> outputs.get(c).minus(target.get(c)))
                .map(ofError))
        .dividedBy(Value.of(outputs.size()));
  }

  private Value huber(Value error) {
    Value delta = Value.of(network.loss().parameter());
    Value half = Value.of(0.5);
    Value size = error.data() < 0 ? ZERO.minus(error) : error;
    return size.data() > delta.data()
        ? delta.times(size.minus(half.times(delta)))
        : half.times(size).times(size);
  }

  private static Value total(Stream<Value> values) {
    return values.reduce(ZERO, Value::plus);
  }
}
