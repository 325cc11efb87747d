package dev.lockstep.linalg;

import java.nio.charset.StandardCharsets;

/**
 * Counter-based random numbers (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011): the number at an index is a hash of the key and the index, so it does not matter who asks,
 * in which order, or how often. Keys are derived from a seed and a purpose, and further by {@link
 * #child}.
 *
 * <p>The hash is the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", OOPSLA 2014) with Stafford's thirteenth set of constants, applied to the
 * mixed index and again with the key.
 */
public record AddressedRandom(long key) {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /** Returns the numbers of one purpose under one seed; different purposes are unrelated. */
  public static AddressedRandom of(long seed, String purpose) {
    AddressedRandom random = new AddressedRandom(mix(seed + GOLDEN_GAMMA));
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      random = random.child(b);
    }
    return random;
  }

  /** Returns an unrelated family of numbers, one for each index. */
  public AddressedRandom child(long index) {
    return new AddressedRandom(bits(index));
  }

  /** Returns 64 random bits. */
  public long bits(long index) {
    return mix(key ^ mix(index + GOLDEN_GAMMA));
  }

  /** Returns a number in [0, 1), a multiple of 2^-53. */
  public double uniform(long index) {
    return (bits(index) >>> 11) * 0x1p-53;
  }

  /** Returns a number in [low, high). */
  public double uniform(long index, double low, double high) {
    return low + (high - low) * uniform(index);
  }

  /**
   * Returns a standard normal number (Box and Muller 1958, the cosine branch, with {@link
   * StrictMath}).
   */
  public double normal(long index) {
    AddressedRandom pair = child(index);
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - pair.uniform(0)));
    return radius * StrictMath.cos(2 * Math.PI * pair.uniform(1));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
