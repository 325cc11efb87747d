package dev.lockstep.train.exchange;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The speed of Spark's RPC between two environments of this process, through the loopback.
 *
 * @param messageSeconds how long a stream of messages takes for each of them
 * @param byteSeconds what a byte of a message adds
 * @param hopSeconds from the sending of a single small message to the receiver's thread
 */
public record RpcSpeed(double messageSeconds, double byteSeconds, double hopSeconds) {
  private static final int SMALL = 100;
  private static final int LARGE = 1 << 20;
  private static final int STREAM = 2_000;
  private static final int LARGE_STREAM = 100;
  private static final int ROUNDS = 7;

  /** Measures with the environment of a Spark context that is open. */
  public static RpcSpeed measure() {
    AtomicLong received = new AtomicLong();
    try (SparkRpc.Opened port =
        SparkRpc.openPort(
            "lockstep-speed",
            (message, reply) -> {
              received.incrementAndGet();
              reply.send(new byte[SMALL]);
            })) {
      SparkRpc.Line line = new SparkRpc.Line(port.address());
      double small = Double.MAX_VALUE;
      double large = Double.MAX_VALUE;
      double[] hops = new double[ROUNDS * STREAM / 10];
      for (int round = 0; round < ROUNDS; round++) {
        small = Math.min(small, stream(line, received, STREAM, SMALL));
        large = Math.min(large, stream(line, received, LARGE_STREAM, LARGE));
        for (int i = 0; i < hops.length / ROUNDS; i++) {
          long start = System.nanoTime();
          line.ask(new byte[SMALL], () -> true);
          hops[round * hops.length / ROUNDS + i] = (System.nanoTime() - start) * 0.5e-9;
        }
      }
      Arrays.sort(hops);
      return new RpcSpeed(
          small, Math.max(0, large - small) / (LARGE - SMALL), hops[hops.length / 2]);
    }
  }

  /** Returns how long each message of a stream takes. */
  private static double stream(SparkRpc.Line line, AtomicLong received, int count, int bytes) {
    byte[] message = new byte[bytes];
    long end = received.get() + count;
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      line.send(message);
    }
    while (received.get() < end) {
      LockSupport.parkNanos(20_000);
    }
    return (System.nanoTime() - start) * 1e-9 / count;
  }
}
