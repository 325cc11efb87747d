package dev.lockstep.linalg;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The products of one layer, microseconds a batch; a fifth of the inputs are not zero. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class KernelsJmh {
  @Param({"64", "256"})
  private int batch;

  @Param("784")
  private int inputs;

  @Param({"128", "800", "10"})
  private int outputs;

  @Param({"true", "false"})
  private boolean vectors;

  private Kernels kernels;
  private float[] x;
  private float[] w;
  private float[] z;
  private float[] delta;
  private CsrMatrix rows;

  /** Fills everything by address. */
  @Setup
  public void fill() {
    kernels = vectors ? FastestKernels.create() : new ScalarKernels();
    AddressedRandom random = AddressedRandom.of(1, "jmh");
    x = new float[batch * inputs];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.uniform(i) < 0.2 ? (float) random.child(1).uniform(i) : 0;
    }
    w = new float[inputs * outputs];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.child(2).uniform(i, -0.1, 0.1);
    }
    z = new float[batch * outputs];
    delta = new float[batch * outputs];
    for (int i = 0; i < delta.length; i++) {
      delta[i] = (float) random.child(3).uniform(i, -1e-6, 1e-6);
    }
    rows = new CsrMatrix(inputs);
    for (int b = 0; b < batch; b++) {
      rows.addRow(x, b * inputs);
    }
  }

  @Benchmark
  public float[] forwardDense() {
    kernels.multiply(x, w, 0, z, batch, inputs, outputs);
    return z;
  }

  @Benchmark
  public float[] forwardCompressed() {
    kernels.multiply(rows, w, 0, z, 0, outputs);
    return z;
  }

  @Benchmark
  public float[] gradientDense() {
    kernels.multiplyTransposed(x, delta, w, 0, batch, inputs, outputs);
    return w;
  }

  @Benchmark
  public float[] gradientCompressed() {
    kernels.multiplyTransposed(rows, delta, new int[] {batch}, Addend.of(w), 0, outputs);
    return w;
  }
}
