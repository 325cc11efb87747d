package dev.lockstep.train.step;

import dev.lockstep.linalg.exact.PackedSum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A slice of a step's sum in bytes, read where it lies. It has the losses and counts of the whole
 * sum.
 *
 * @param excessWeight null while all weights are 1
 */
public record PackedStepSum(
    List<PackedSum> sums,
    PackedSum loss,
    long examples,
    long hits,
    BigDecimal excessWeight,
    long computeNanos) {

  private static final int HEAD_BYTES = 3 * Long.BYTES + 3 * Integer.BYTES;

  /** Returns the bytes of what {@link #write} writes before the sums. */
  static int headBytes(BigDecimal excessWeight) {
    return HEAD_BYTES + unscaled(excessWeight).length;
  }

  /** Writes all but the sums. */
  static void write(
      int sums,
      long examples,
      long hits,
      BigDecimal excessWeight,
      long computeNanos,
      ByteBuffer out) {
    byte[] unscaled = unscaled(excessWeight);
    out.putLong(examples).putLong(hits).putLong(computeNanos);
    out.putInt(unscaled.length).putInt(excessWeight == null ? 0 : excessWeight.scale());
    out.put(unscaled).putInt(sums);
  }

  private static byte[] unscaled(BigDecimal number) {
    return number == null ? new byte[0] : number.unscaledValue().toByteArray();
  }

  /** Reads what {@link StepSum#packed} wrote. */
  public static PackedStepSum read(ByteBuffer in) {
    long examples = in.getLong();
    long hits = in.getLong();
    long computeNanos = in.getLong();
    byte[] unscaled = new byte[in.getInt()];
    int scale = in.getInt();
    in.get(unscaled);
    BigDecimal excess =
        unscaled.length == 0 ? null : new BigDecimal(new BigInteger(unscaled), scale);
    int count = in.getInt();
    PackedSum loss = PackedSum.read(in);
    List<PackedSum> sums = Stream.generate(() -> PackedSum.read(in)).limit(count).toList();
    return new PackedStepSum(sums, loss, examples, hits, excess, computeNanos);
  }

  /** Returns the exponents of the sums. */
  public int[] exponents() {
    return sums.stream().mapToInt(PackedSum::exponent).toArray();
  }
}
