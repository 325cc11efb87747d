package dev.lockstep.cli.bench;

import dev.lockstep.cli.bench.KernelReport.Kernel;
import dev.lockstep.cli.bench.KernelReport.Rate;
import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.Kernels;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Mlp;
import dev.lockstep.nn.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the kernels of a network, each against the core's peak, and the whole gradient against
 * an ideal; on the calling thread.
 */
public final class KernelBenchmark {
  private static final int CLASSES = 10;

  private final Network network;
  private final Kernels kernels = FastestKernels.create();
  private final Workload work;
  private final double peak;
  private final List<Kernel> measured = new ArrayList<>();

  private KernelBenchmark(Workload work, List<Integer> hidden) {
    this.work = work;
    List<Integer> widths = new ArrayList<>(hidden);
    widths.add(0, work.features());
    widths.add(CLASSES);
    network = new Network(widths, Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    peak = kernels.lanes() == 1 ? scalarPeak() : vectorPeak();
  }

  /**
   * Measures for some seconds.
   *
   * @param rows scaled features of examples, a batch or more
   * @param labels of the same examples, below 10
   * @param batch the number of examples that pass the network together
   * @param hidden the hidden layers' widths
   */
  public static KernelReport run(float[][] rows, int[] labels, int batch, List<Integer> hidden) {
    return new KernelBenchmark(Workload.of(rows, labels, batch), hidden).report();
  }

  private KernelReport report() {
    for (int l = 0; l < network.layers(); l++) {
      dense("layer " + (l + 1), network.inputs(l), network.outputs(l));
      if (l > 0) {
        delta("layer " + (l + 1), network.inputs(l), network.outputs(l));
      }
    }
    sparse();
    double density = (double) work.entries() / work.examples() / work.features();
    Mlp mlp = new Mlp(network, work.batch());
    float[] parameters =
        new Initialization(Initialization.Distribution.HE, 1).parameters(network, 1);
    float[] gradient = new float[parameters.length];
    List<Rate> rates =
        List.of(
            rate(
                network + " compressed",
                density,
                batch ->
                    mlp.gradient(
                        parameters,
                        work.compressed().get(batch),
                        work.labels().get(batch),
                        gradient)),
            rate(
                network + " dense",
                1,
                batch ->
                    mlp.gradient(
                        parameters,
                        work.dense().get(batch),
                        work.labels().get(batch),
                        work.batch(),
                        gradient)));
    return new KernelReport(kernels.lanes(), peak * 1e-9, density, measured, rates);
  }

  private void dense(String layer, int inputs, int outputs) {
    int batch = work.batch();
    float[] x = inputs == work.features() ? work.dense().get(0) : filled(batch * inputs);
    float[] w = filled(inputs * outputs);
    float[] z = new float[batch * outputs];
    float[] delta = filled(batch * outputs);
    float[] dW = new float[inputs * outputs];
    String shape = ", dense, " + inputs + "x" + outputs;
    double operations = 2.0 * inputs * outputs;
    add(layer + shape, operations, () -> kernels.multiply(x, w, 0, z, batch, inputs, outputs));
    add(
        layer + "'s gradient" + shape,
        operations,
        () -> kernels.multiplyTransposed(x, delta, dW, 0, batch, inputs, outputs));
  }

  /** The product that takes a layer's deltas to the layer below. */
  private void delta(String layer, int inputs, int outputs) {
    int batch = work.batch();
    float[] delta = filled(batch * outputs);
    float[] transposed = filled(outputs * inputs);
    float[] below = new float[batch * inputs];
    add(
        layer + "'s deltas, dense, " + outputs + "x" + inputs,
        2.0 * inputs * outputs,
        () -> kernels.multiply(delta, transposed, 0, below, batch, outputs, inputs));
  }

  private void sparse() {
    int hidden = network.outputs(0);
    CsrMatrix x = work.compressed().get(0);
    float[] w = filled(work.features() * hidden);
    float[] z = new float[work.batch() * hidden];
    float[] delta = filled(work.batch() * hidden);
    float[] dW = new float[work.features() * hidden];
    int[] ends = {work.batch()};
    double operations = 2.0 * x.entries() / work.batch() * hidden;
    add("layer 1, compressed", operations, () -> kernels.multiply(x, w, 0, z, 0, hidden));
    add(
        "layer 1's gradient, compressed",
        operations,
        () -> kernels.multiplyTransposed(x, delta, ends, Addend.of(dW), 0, hidden));
  }

  private void add(String name, double operationsPerExample, Runnable run) {
    double seconds = BestOf.seconds(run) / work.batch();
    double rate = operationsPerExample / seconds;
    measured.add(new Kernel(name, seconds * 1e6, rate * 1e-9, rate / peak));
  }

  /** The gradient of a batch. */
  private interface Gradient {
    double compute(int batch);
  }

  private Rate rate(String name, double density, Gradient gradient) {
    double[] lossSum = new double[1];
    double seconds =
        BestOf.seconds(
            () -> {
              for (int batch = 0; batch < work.labels().size(); batch++) {
                lossSum[0] += gradient.compute(batch);
              }
            });
    if (Double.isNaN(lossSum[0])) {
      throw new IllegalStateException("the loss of finite parameters is NaN");
    }
    // The first layer: forward and the weights' gradient. The others: the deltas too.
    double operations = 4 * density * network.inputs(0) * network.outputs(0);
    for (int l = 1; l < network.layers(); l++) {
      operations += 6.0 * network.inputs(l) * network.outputs(l);
    }
    return new Rate(name, work.examples() / seconds, peak / operations);
  }

  private static double vectorPeak() {
    return FmaPeak.operations() / BestOf.seconds(() -> keep(FmaPeak.run(1e-3f)));
  }

  private static double scalarPeak() {
    int length = 100_000;
    double seconds =
        BestOf.seconds(
            () -> {
              float a = 1;
              float b = 2;
              float c = 3;
              float d = 4;
              float e = 5;
              float f = 6;
              float g = 7;
              float h = 8;
              for (int n = 0; n < length; n++) {
                a = Math.fma(a, 0.5f, 1f);
                b = Math.fma(b, 0.5f, 1f);
                c = Math.fma(c, 0.5f, 1f);
                d = Math.fma(d, 0.5f, 1f);
                e = Math.fma(e, 0.5f, 1f);
                f = Math.fma(f, 0.5f, 1f);
                g = Math.fma(g, 0.5f, 1f);
                h = Math.fma(h, 0.5f, 1f);
              }
              keep(a + b + c + d + e + f + g + h);
            });
    return 16.0 * length / seconds;
  }

  private static void keep(float value) {
    if (Float.isNaN(value)) {
      throw new IllegalStateException("sums of finite numbers are NaN");
    }
  }

  private static float[] filled(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i % 17 - 8) * 0.01f;
    }
    return values;
  }
}
