package dev.lockstep.cli.bench;

import dev.lockstep.cli.bench.KernelReport.Kernel;
import dev.lockstep.cli.bench.KernelReport.Rate;
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
 * Measures the kernels of a network with one hidden layer, each against the core's peak, and the
 * whole gradient against an ideal; on the calling thread.
 */
public final class KernelBenchmark {
  private static final int CLASSES = 10;

  private final int hidden;
  private final Kernels kernels = FastestKernels.create();
  private final Workload work;
  private final double peak;
  private final List<Kernel> measured = new ArrayList<>();

  private KernelBenchmark(Workload work, int hidden) {
    this.work = work;
    this.hidden = hidden;
    peak = kernels.lanes() == 1 ? scalarPeak() : vectorPeak();
  }

  /**
   * Measures for some seconds.
   *
   * @param rows scaled features of examples, a batch or more
   * @param labels of the same examples, below 10
   * @param batch the number of examples that pass the network together
   */
  public static KernelReport run(float[][] rows, int[] labels, int batch, int hidden) {
    return new KernelBenchmark(Workload.of(rows, labels, batch), hidden).report();
  }

  private KernelReport report() {
    dense("first layer", work.features(), hidden);
    dense("last layer", hidden, CLASSES);
    dense("hidden layer's delta", CLASSES, hidden);
    sparse();
    double density = (double) work.entries() / work.examples() / work.features();
    Network network =
        new Network(
            List.of(work.features(), hidden, CLASSES),
            Activation.RELU,
            Loss.CROSS_ENTROPY,
            Activation.LINEAR);
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

  private void sparse() {
    CsrMatrix x = work.compressed().get(0);
    CsrMatrix columns = new CsrMatrix(work.batch());
    float[] w = filled(work.features() * hidden);
    float[] z = new float[work.batch() * hidden];
    float[] delta = filled(work.batch() * hidden);
    float[] dW = new float[work.features() * hidden];
    double operations = 2.0 * x.entries() / work.batch() * hidden;
    add("first layer, compressed", operations, () -> kernels.multiply(x, w, 0, z, 0, hidden));
    add("transposition of compressed rows", 0, () -> columns.transposeOf(x));
    add(
        "first layer's gradient, compressed",
        operations,
        () -> kernels.multiply(columns, delta, 0, dW, 0, hidden));
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
    // The first layer: forward and the weights' gradient. The last layer: the delta too.
    double operations = 2.0 * hidden * (2 * density * work.features() + 3 * CLASSES);
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
