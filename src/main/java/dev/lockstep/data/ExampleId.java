package dev.lockstep.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An example's address: the first 128 bits of the SHA-256 of its label (a little-endian int), its
 * features (little-endian floats, -0 as 0), its weight if that is not 1, and the place and the
 * double of each feature that {@link HeldByFloat no float stands for}. A missing feature is NaN. A
 * category is 0 among the features, and its place, its length in bytes (little-endian ints) and its
 * text in UTF-8 come last. Where numbers are to be predicted, -1 and these numbers (little-endian
 * doubles, -0 as 0) are in the label's place. Equal examples have equal ids, and different examples
 * have different ids for all practical purposes, so an order by id is an order by content.
 */
public record ExampleId(long high, long low) implements Comparable<ExampleId> {
  private static final ThreadLocal<Hash> HASH = ThreadLocal.withInitial(Hash::new);

  public static ExampleId of(Example example) {
    return HASH.get().of(example);
  }

  /** A thread's hash, with buffers that are as long as its longest example. */
  private static final class Hash {
    private final MessageDigest sha256;
    private float[] floats = new float[0];
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private ByteBuffer unheld = ByteBuffer.allocate(0);

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
      if (example.texts() != null) {
        for (CellText text : example.texts()) {
          floats[text.place()] = 0;
        }
      }
      if (example.weight() != 1) {
        floats[count++] = example.weight();
      }
      bytes.clear();
      bytes.putInt(example.label());
      sha256.update(bytes.array(), 0, Integer.BYTES);
      if (example.targets() != null) {
        updateWith(example.targets());
      }
      bytes.clear();
      bytes.asFloatBuffer().put(floats, 0, count);
      sha256.update(bytes.array(), 0, Float.BYTES * count);
      if (example.exact() != null) {
        updateWithUnheld(example.exact());
      }
      if (example.texts() != null) {
        for (CellText text : example.texts()) {
          updateWith(text);
        }
      }
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
      return new ExampleId(digest.getLong(), digest.getLong());
    }

    private void updateWith(CellText text) {
      sha256.update(
          ByteBuffer.allocate(2 * Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(text.place())
              .putInt(text.utf8().length)
              .array());
      sha256.update(text.utf8());
    }

    private void updateWith(double[] targets) {
      ByteBuffer numbers =
          ByteBuffer.allocate(Double.BYTES * targets.length).order(ByteOrder.LITTLE_ENDIAN);
      for (double target : targets) {
        numbers.putDouble(target + 0.0); // -0 + 0 = 0
      }
      sha256.update(numbers.array());
    }

    private void updateWithUnheld(double[] exact) {
      int most = (Integer.BYTES + Double.BYTES) * exact.length;
      if (unheld.capacity() < most) {
        unheld = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
      }
      unheld.clear();
      for (int i = 0; i < exact.length; i++) {
        if (!HeldByFloat.test(exact[i])) {
          unheld.putInt(i).putDouble(exact[i]);
        }
      }
      sha256.update(unheld.array(), 0, unheld.position());
    }
  }

  @Override
  public int compareTo(ExampleId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
