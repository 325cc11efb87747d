package dev.lockstep.train.step;

import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.Slices;
import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.linalg.exact.PackedSum;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The exact sums of the shards' parts: gradients or changes, losses, counts. Only the computing
 * time is not exact, and decides nothing.
 */
public final class StepSum implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Losses are rounded to the millionth; so a sum of them may reach 10^12. */
  private static final int LOSS_EXPONENT = 20;

  private final ExactSum[] sums;

  private final ExactSum loss = new ExactSum(LOSS_EXPONENT);
  private long examples;
  private long hits;

  /** The sum of the examples' weights, less one for each, exactly; null while all are 1. */
  private BigDecimal excessWeight;

  /** The time of the partition that computed longest. */
  private long computeNanos;

  public StepSum(int[] exponents) {
    sums = Arrays.stream(exponents).mapToObj(ExactSum::new).toArray(ExactSum[]::new);
  }

  /** Adds to one of the sums. */
  public void add(int sum, float[] addend) {
    sums[sum].add(addend);
  }

  /** Begins addends of one of the sums that come in parts: see {@link ExactSum#begin}. */
  Addend begin(int sum, int length, int groups) {
    return sums[sum].begin(length, groups);
  }

  /** Ends addends that have begun. */
  void add(int sum, Addend addend) {
    sums[sum].add(addend);
  }

  /**
   * Adds a shard's loss and counts.
   *
   * @param shardLossSum of its examples' losses times their weights
   * @param shardWeight the sum of their weights
   * @param shardHits how many of them the network classified correctly
   */
  void addCounts(double shardLossSum, long shardExamples, double shardWeight, long shardHits) {
    loss.add(shardLossSum);
    examples += shardExamples;
    hits += shardHits;
    // If weights are too large to add, the loss is infinite anyway.
    if (shardWeight != shardExamples && Double.isFinite(shardWeight)) {
      addExcess(new BigDecimal(shardWeight).subtract(BigDecimal.valueOf(shardExamples)));
    }
  }

  private void addExcess(BigDecimal excess) {
    excessWeight = excessWeight == null ? excess : excessWeight.add(excess);
  }

  /** Adds the time of another shard in the same partition. */
  public void addNanos(long nanos) {
    computeNanos += nanos;
  }

  /** Makes it an empty sum again, of exponents that may be others. */
  public void reset(int[] exponents) {
    for (int i = 0; i < sums.length; i++) {
      sums[i].reset(exponents[i]);
    }
    loss.reset(LOSS_EXPONENT);
    examples = 0;
    hits = 0;
    excessWeight = null;
    computeNanos = 0;
  }

  /** Adds another partition's sum. */
  public StepSum merge(StepSum other) {
    return mergeAll(List.of(other), Slices.ONE);
  }

  /** Adds other partitions' sums, in slices. */
  public StepSum mergeAll(List<StepSum> others, Slices slices) {
    for (int i = 0; i < sums.length; i++) {
      int sum = i;
      sums[i].addAll(others.stream().map(other -> other.sums[sum]).toList(), slices);
    }
    for (StepSum other : others) {
      loss.add(other.loss);
      examples += other.examples;
      hits += other.hits;
      if (other.excessWeight != null) {
        addExcess(other.excessWeight);
      }
      computeNanos = Math.max(computeNanos, other.computeNanos);
    }
    return this;
  }

  /**
   * Returns one of the slices into which all sums are cut, in bytes that {@link PackedStepSum}
   * reads.
   *
   * @param free the bytes to leave free before it
   */
  public byte[] packed(int free, int slice, int slices) {
    int[] widths = new int[sums.length];
    int size = free + PackedStepSum.headBytes(excessWeight) + PackedSum.SPARE_BYTES;
    int lossWidth = loss.packedWidth(0, loss.length());
    size += PackedSum.size(loss.length(), lossWidth);
    for (int i = 0; i < sums.length; i++) {
      int from = Slices.bound(sums[i].length(), slices, slice);
      int end = Slices.bound(sums[i].length(), slices, slice + 1);
      widths[i] = sums[i].packedWidth(from, end);
      size = Math.addExact(size, PackedSum.size(end - from, widths[i]));
    }
    byte[] bytes = new byte[size];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(free);
    PackedStepSum.write(sums.length, examples, hits, excessWeight, computeNanos, out);
    loss.pack(0, loss.length(), lossWidth, out);
    for (int i = 0; i < sums.length; i++) {
      int from = Slices.bound(sums[i].length(), slices, slice);
      int end = Slices.bound(sums[i].length(), slices, slice + 1);
      sums[i].pack(from, end, widths[i], out);
    }
    return bytes;
  }

  /** Adds packed sums, or the same slice of each if this is the sum of a slice. */
  public void add(List<PackedStepSum> others, Slices slices) {
    for (int i = 0; i < sums.length; i++) {
      sums[i].add(ofEach(others, i), slices);
    }
    loss.add(others.stream().map(PackedStepSum::loss).toList(), Slices.ONE);
    others.forEach(this::count);
  }

  /**
   * Becomes the sum whose packed slices are given, in order.
   *
   * @param length P
   */
  public void join(List<PackedStepSum> parts, int length, Slices slices) {
    PackedStepSum first = parts.get(0);
    reset(first.exponents());
    for (int i = 0; i < sums.length; i++) {
      sums[i].join(ofEach(parts, i), length, slices);
    }
    loss.add(List.of(first.loss()), Slices.ONE);
    count(first);
  }

  private static List<PackedSum> ofEach(List<PackedStepSum> packed, int sum) {
    return packed.stream().map(one -> one.sums().get(sum)).toList();
  }

  private void count(PackedStepSum other) {
    examples += other.examples();
    hits += other.hits();
    if (other.excessWeight() != null) {
      addExcess(other.excessWeight());
    }
    computeNanos = Math.max(computeNanos, other.computeNanos());
  }

  /**
   * Divides one of the sums by the examples' weight, which is their number where all are 1.
   *
   * @param quotients [P], overwritten
   */
  public void mean(int sum, float[] quotients, Slices slices) {
    sums[sum].divideBy(weight(), quotients, slices);
  }

  /** Returns the sum of the examples' weights. */
  double weight() {
    return excessWeight == null
        ? examples
        : excessWeight.add(BigDecimal.valueOf(examples)).doubleValue();
  }

  public boolean isFinite() {
    return Arrays.stream(sums).allMatch(ExactSum::isFinite)
        && loss.isFinite()
        && !loss.overflowed();
  }

  /** Returns true if the exponents were right: no sum overflowed or was rounded too coarsely. */
  public boolean isPrecise() {
    return Arrays.stream(sums).noneMatch(sum -> sum.overflowed() || sum.tooCoarse());
  }

  /**
   * Returns the exponents for the next sums.
   *
   * @param precisionBits of each sum, the bits of its largest addend to keep
   */
  public int[] betterExponents(int[] precisionBits) {
    int[] exponents = new int[sums.length];
    for (int i = 0; i < sums.length; i++) {
      exponents[i] = sums[i].betterExponent(precisionBits[i]);
    }
    return exponents;
  }

  /** Returns the mean loss, by weight, times the examples. */
  public double lossSum() {
    return excessWeight == null ? loss.get(0) : loss.get(0) / weight() * examples;
  }

  public long examples() {
    return examples;
  }

  /**
   * Returns how many examples the network classified correctly, each counted once whatever its
   * weight.
   */
  public long hits() {
    return hits;
  }

  public long computeNanos() {
    return computeNanos;
  }
}
