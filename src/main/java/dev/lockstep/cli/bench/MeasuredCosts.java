package dev.lockstep.cli.bench;

import dev.lockstep.linalg.Slices;
import dev.lockstep.optim.AdamW;
import dev.lockstep.train.exchange.RpcSpeed;
import dev.lockstep.train.exchange.simulation.Costs;
import dev.lockstep.train.step.IncomingState;
import dev.lockstep.train.step.PackedStepSum;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * What the code of an exchange takes on this machine, on one thread: each part is measured for
 * arrays of the lengths in question, when it is first asked for.
 */
final class MeasuredCosts implements Costs {
  private static final int SHORTEST = 64;
  private static final long NANOS = 40_000_000;

  /** For the compiler. */
  private static final int WARM_UP_LENGTH = 1 << 14;

  private static final long WARM_UP_NANOS = 400_000_000;
  private static final int FEWEST_RUNS = 3;
  private static final int[] EXPONENTS = {30};

  private final RpcSpeed rpc;
  private final Map<Integer, Double> copying = new TreeMap<>();
  private final Map<Integer, Double> packing = new TreeMap<>();
  private final Map<Integer, Double> adding = new TreeMap<>();
  private final Map<Integer, Double> updating = new TreeMap<>();

  MeasuredCosts(RpcSpeed rpc) {
    this.rpc = rpc;
  }

  @Override
  public double message(long bytes) {
    return rpc.messageSeconds() + bytes * rpc.byteSeconds();
  }

  @Override
  public double copyState(long elements) {
    return seconds(
            elements,
            copying,
            length -> {
              StepState state = state(length);
              IncomingState incoming = new IncomingState();
              return () -> incoming.add(read(state.packed(EXPONENTS, 0, 0, 1)));
            })
        / 2; // Written and read.
  }

  @Override
  public double pack(long elements) {
    return seconds(
        elements,
        packing,
        length -> {
          StepSum sum = sum(length);
          return () -> sum.packed(0, 0, 1);
        });
  }

  @Override
  public double add(long elements) {
    return seconds(
        elements,
        adding,
        length -> {
          StepSum total = sum(length);
          byte[] bytes = total.packed(0, 0, 1);
          return () -> total.add(List.of(PackedStepSum.read(read(bytes))), Slices.ONE);
        });
  }

  @Override
  public double update(long elements) {
    return seconds(
        elements,
        updating,
        length -> {
          StepSum sum = sum(length);
          AdamW adamW = new AdamW(0.9f, 0.999f, 1e-8f, 0.01f);
          float[] parameters = new float[length];
          float[] mean = new float[length];
          float[][] slots = new float[2][length];
          return () -> {
            sum.mean(0, mean, Slices.ONE);
            adamW.step(parameters, mean, slots, 1, 0.001f, Slices.ONE);
          };
        });
  }

  private static double seconds(
      long elements, Map<Integer, Double> known, IntFunction<Runnable> work) {
    int length = (int) Math.max(SHORTEST, Long.highestOneBit(elements));
    if (known.isEmpty()) {
      best(work.apply(WARM_UP_LENGTH), WARM_UP_NANOS);
    }
    double measured = known.computeIfAbsent(length, key -> best(work.apply(length), NANOS));
    return measured * Math.max(SHORTEST, elements) / length;
  }

  private static double best(Runnable run, long nanos) {
    long begin = System.nanoTime();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < FEWEST_RUNS || System.nanoTime() - begin < nanos; i++) {
      long start = System.nanoTime();
      run.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best * 1e-9;
  }

  private static ByteBuffer read(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns a state of small parameters. */
  static StepState state(int length) {
    return new StepState(new float[length], new float[0][], 0, 0, 0, new double[] {0.001});
  }

  /** Returns a sum whose elements need four bytes. */
  static StepSum sum(int length) {
    float[] addend = new float[length];
    for (int i = 0; i < length; i++) {
      addend[i] = 0.01f + i % 7 * 0.03f;
    }
    StepSum sum = new StepSum(EXPONENTS);
    sum.add(0, addend);
    return sum;
  }
}
