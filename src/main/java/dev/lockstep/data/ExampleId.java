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
  private static final ThreadLocal<Hash> HASH = ThreadLocal.withInitial(Hash::new);

  public static ExampleId of(Example example) {
    return HASH.get().of(example);
  }

  /** One thread's, with buffers that are as long as its longest example. */
  private static final class Hash {
    private final MessageDigest sha256;
    private float[] floats = new float[0];
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    Hash() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    ExampleId of(Example example) {
      float[] features = example.features();
      int count = features.length;
      if (floats.length <= count) {
        floats = new float[count + 1];
        bytes =
            ByteBuffer.allocate(Integer.BYTES + Float.BYTES * (count + 1))
                .order(ByteOrder.LITTLE_ENDIAN);
      }
      for (int i = 0; i < features.length; i++) {
        floats[i] = features[i] + 0f; // -0 + 0 = 0
      }
      if (example.weight() != 1) {
        floats[count++] = example.weight();
      }
      bytes.clear();
      bytes.putInt(example.label()).asFloatBuffer().put(floats, 0, count);
      sha256.update(bytes.array(), 0, Integer.BYTES + Float.BYTES * count);
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
      return new ExampleId(digest.getLong(), digest.getLong());
    }
  }

  @Override
  public int compareTo(ExampleId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
