package dev.lockstep.train.step;

import dev.lockstep.linalg.Slices;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.BitSet;

/** A state that arrives in slices, and the exponents of the sums that are wanted. */
public final class IncomingState {
  /** The slices of the present state that have come. */
  private final BitSet come = new BitSet();

  /** Overwritten by the next state, [P]; null before the first. */
  private float[] parameters;

  private float[][] slots;
  private int slices;
  private StepState state;
  private int[] exponents;

  /**
   * Reads what {@link StepState#packed} wrote. The first slice after the last one of a state begins
   * another state, which overwrites the arrays.
   *
   * @return whether the state is complete
   * @throws IllegalArgumentException if the slice has come before
   */
  public boolean add(ByteBuffer in) {
    int slice = in.getInt();
    slices = in.getInt();
    allocate(in.getInt(), in.getInt());
    if (come.get(slice)) {
      throw new IllegalArgumentException("slice " + slice + " of a state has come twice");
    }
    int epoch = in.getInt();
    long step = in.getLong();
    long stepsBefore = in.getLong();
    double[] learningRates = new double[in.getInt()];
    exponents = new int[in.getInt()];
    for (int i = 0; i < learningRates.length; i++) {
      learningRates[i] = in.getDouble();
    }
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = in.getInt();
    }
    int from = Slices.bound(parameters.length, slices, slice);
    int length = Slices.bound(parameters.length, slices, slice + 1) - from;
    FloatBuffer floats = in.asFloatBuffer().get(parameters, from, length);
    for (float[] slot : slots) {
      floats.get(slot, from, length);
    }
    come.set(slice);
    if (come.cardinality() < slices) {
      return false;
    }
    come.clear();
    state = new StepState(parameters, slots, epoch, step, stepsBefore, learningRates);
    return true;
  }

  private void allocate(int length, int slotCount) {
    if (parameters == null || parameters.length != length || slots.length != slotCount) {
      parameters = new float[length];
      slots = new float[slotCount][length];
    }
  }

  /** Returns the last complete state; the next one overwrites its arrays. */
  public StepState state() {
    return state;
  }

  /** Returns the number of slices into which the arriving state is cut. */
  public int slices() {
    return slices;
  }

  public int[] exponents() {
    return exponents;
  }
}
