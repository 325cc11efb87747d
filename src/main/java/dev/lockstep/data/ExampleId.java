package dev.lockstep.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An example's address: the first 128 bits of the SHA-256 of its label (a little-endian int) and
 * its features (little-endian floats, -0 as 0), and its weight where that is not 1. Equal examples
 * have equal ids, and different ones differ for all that anyone can do about it, so an order by id
 * is an order by content.
 */
public record ExampleId(long high, long low) implements Comparable<ExampleId> {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException("every JDK has SHA-256", e);
            }
          });

  public static ExampleId of(Example example) {
    float[] features = example.features();
    boolean weighted = example.weight() != 1;
    int floats = features.length + (weighted ? 1 : 0);
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES + Float.BYTES * floats).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(example.label());
    for (float feature : features) {
      bytes.putFloat(feature + 0f); // -0 + 0 = 0
    }
    if (weighted) {
      bytes.putFloat(example.weight());
    }
    ByteBuffer digest = ByteBuffer.wrap(SHA_256.get().digest(bytes.array()));
    return new ExampleId(digest.getLong(), digest.getLong());
  }

  @Override
  public int compareTo(ExampleId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
