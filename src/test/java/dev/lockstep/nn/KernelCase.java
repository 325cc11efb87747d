package dev.lockstep.nn;

import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.linalg.Kernels;
import dev.lockstep.linalg.Slices;
import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.linalg.exact.PackedSum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;

/** Networks of many widths and examples with many zeros, and the bits that kernels make of them. */
record KernelCase(Network network, float[] parameters, float[] x, int[] labels) {
  /** Of sums of small multiples, and of large ones. */
  private static final List<Integer> EXPONENTS = List.of(24, 54);

  static List<Network> networks() {
    List<Network> networks = new ArrayList<>();
    networks.add(network(List.of(784, 128, 10), Activation.RELU));
    networks.add(network(List.of(784, 10), Activation.RELU));
    networks.add(network(List.of(17, 127, 3), Activation.LEAKY_RELU));
    networks.add(network(List.of(300, 44, 1, 300, 10), Activation.SIGMOID));
    for (Activation activation : Activation.values()) {
      networks.add(network(List.of(10, 1, 17, 130, 2), activation));
      for (Loss loss : Losses.ofErrors()) {
        networks.add(new Network(List.of(127, 65, 33), activation, loss, activation));
      }
    }
    return networks;
  }

  static KernelCase of(Network network, AddressedRandom random, int batch) {
    float[] parameters = new float[network.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.child(0).uniform(i, -0.2, 0.2);
    }
    float[] x = new float[batch * network.features()];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.child(1).uniform(i) < 0.2 ? (float) random.child(2).uniform(i) : 0;
    }
    int[] labels = new int[batch];
    for (int b = 0; b < batch; b++) {
      labels[b] = (int) (random.child(3).uniform(b) * network.classes());
    }
    return new KernelCase(network, parameters, x, labels);
  }

  /** A digest of the outputs, the loss sum and the gradient. */
  String dense(Kernels kernels) {
    return dense(new Mlp(network, labels.length, kernels));
  }

  String dense(Mlp mlp) {
    float[] gradient = new float[parameters.length];
    float[] logits = mlp.logits(parameters, x, labels.length).clone();
    double lossSum = mlp.gradient(parameters, x, labels, labels.length, gradient);
    return digest(logits, lossSum, gradient);
  }

  /** The same over compressed rows. */
  String compressed(Kernels kernels) {
    Mlp mlp = new Mlp(network, labels.length, kernels);
    CsrMatrix rows = rows();
    float[] gradient = new float[parameters.length];
    float[] logits = mlp.logits(parameters, rows).clone();
    double lossSum = mlp.gradient(parameters, rows, labels, gradient);
    return digest(logits, lossSum, gradient);
  }

  /** A digest of the mean gradient, dense and compressed, with dropout, by way of exact sums. */
  String summed(Kernels kernels) {
    Mlp mlp = new Mlp(network, labels.length, kernels);
    long[] addresses = LongStream.range(0, labels.length).toArray();
    Dropout dropout = new Dropout(0.3f, AddressedRandom.of(1, "dropout"), addresses);
    Targets targets = Targets.of(labels, labels.length);
    float[] dense = new float[parameters.length];
    double lossSum = mlp.gradient(parameters, x, targets, dropout, labels.length, Addend.of(dense));
    float[] compressed = new float[parameters.length];
    mlp.gradient(parameters, rows(), targets, dropout, Addend.of(compressed));
    float[] means = new float[2 * parameters.length];
    int at = 0;
    for (int exponent : EXPONENTS) {
      float[] mean = mean(exponent, List.of(dense, compressed, parameters));
      System.arraycopy(mean, 0, means, at, mean.length);
      at += mean.length;
    }
    return digest(dense, lossSum, means);
  }

  /** Adds the first to the sum of the others, which comes packed. */
  private static float[] mean(int exponent, List<float[]> addends) {
    ExactSum sum = new ExactSum(exponent);
    sum.add(addends.get(0));
    ExactSum others = new ExactSum(exponent);
    addends.subList(1, addends.size()).forEach(others::add);
    int length = others.length();
    int width = others.packedWidth(0, length);
    ByteBuffer packed = ByteBuffer.allocate(PackedSum.size(length, width) + PackedSum.SPARE_BYTES);
    others.pack(0, length, width, packed);
    packed.flip();
    sum.add(List.of(PackedSum.read(packed)), Slices.ONE);
    float[] mean = new float[length];
    sum.divideBy(addends.size(), mean, Slices.ONE);
    return mean;
  }

  private CsrMatrix rows() {
    CsrMatrix rows = new CsrMatrix(network.features());
    for (int b = 0; b < labels.length; b++) {
      rows.addRow(x, b * network.features());
    }
    return rows;
  }

  private static Network network(List<Integer> sizes, Activation activation) {
    return new Network(sizes, activation, Loss.CROSS_ENTROPY, Activation.LINEAR);
  }

  /** Signs of zeros are left out: they differ, and reach no parameter. */
  private static String digest(float[] logits, double lossSum, float[] gradient) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * logits.length + 8 + 4 * gradient.length);
    for (float z : logits) {
      bytes.putFloat(z + 0f);
    }
    bytes.putDouble(lossSum);
    for (float g : gradient) {
      bytes.putFloat(g + 0f);
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
