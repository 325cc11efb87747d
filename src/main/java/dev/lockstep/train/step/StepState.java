package dev.lockstep.train.step;

import dev.lockstep.linalg.Slices;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The state that the driver sends for a step. A shard's part is a pure function of the state and
 * the shard.
 */
public final class StepState implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final AtomicLong MADE = new AtomicLong();

  /** The network's parameters, [P]. */
  private transient float[] parameters;

  /** The optimizer's state, [slots][P]; empty where only the driver takes steps. */
  private transient float[][] slots;

  private transient long number = MADE.incrementAndGet();

  private final int epoch;
  private final long step;
  private final long stepsBefore;
  private final double[] learningRates;

  /**
   * Creates a state.
   *
   * @param epoch from 0
   * @param step the first step to take, within the epoch, from 0
   * @param stepsBefore steps taken since training began
   * @param learningRates of this step and of those that follow before the next exchange
   */
  public StepState(
      float[] parameters,
      float[][] slots,
      int epoch,
      long step,
      long stepsBefore,
      double[] learningRates) {
    this.parameters = parameters;
    this.slots = slots;
    this.epoch = epoch;
    this.step = step;
    this.stepsBefore = stepsBefore;
    this.learningRates = learningRates;
  }

  public float[] parameters() {
    return parameters;
  }

  float[][] slots() {
    return slots;
  }

  /** Returns a number that no other state in this JVM has, from 1. */
  long number() {
    return number;
  }

  int epoch() {
    return epoch;
  }

  long step() {
    return step;
  }

  long stepsBefore() {
    return stepsBefore;
  }

  double[] learningRates() {
    return learningRates;
  }

  /** Returns the size of the arrays in bytes. */
  public long sizeBytes() {
    return (long) Float.BYTES * (1 + slots.length) * parameters.length;
  }

  /**
   * Returns one of the slices into which all arrays are cut, in bytes that {@link IncomingState}
   * reads, with everything else.
   *
   * @param exponents of the sums that are wanted
   * @param free the bytes to leave free before it
   */
  public byte[] packed(int[] exponents, int free, int slice, int slices) {
    int from = Slices.bound(parameters.length, slices, slice);
    int end = Slices.bound(parameters.length, slices, slice + 1);
    int head = 7 * Integer.BYTES + 2 * Long.BYTES;
    int lists = Double.BYTES * learningRates.length + Integer.BYTES * exponents.length;
    int arrays = Math.multiplyExact(Float.BYTES, Math.multiplyExact(1 + slots.length, end - from));
    byte[] bytes = new byte[Math.addExact(free + head + lists, arrays)];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(free);
    out.putInt(slice).putInt(slices).putInt(parameters.length).putInt(slots.length);
    out.putInt(epoch).putLong(step).putLong(stepsBefore);
    out.putInt(learningRates.length).putInt(exponents.length);
    Arrays.stream(learningRates).forEach(out::putDouble);
    Arrays.stream(exponents).forEach(out::putInt);
    FloatBuffer floats = out.asFloatBuffer().put(parameters, from, end - from);
    for (float[] slot : slots) {
      floats.put(slot, from, end - from);
    }
    return bytes;
  }

  /**
   * Writes each array as one block of bytes, because Java writes arrays of floats number by number.
   */
  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeInt(slots.length);
    write(parameters, out);
    for (float[] slot : slots) {
      write(slot, out);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    number = MADE.incrementAndGet();
    slots = new float[in.readInt()][];
    parameters = read(in);
    for (int s = 0; s < slots.length; s++) {
      slots[s] = read(in);
    }
  }

  private static void write(float[] values, ObjectOutputStream out) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(Float.BYTES, values.length)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    out.writeUnshared(bytes);
  }

  private static float[] read(ObjectInputStream in) throws IOException, ClassNotFoundException {
    byte[] bytes = (byte[]) in.readUnshared();
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
