package dev.lockstep.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.CsrMatrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows in a mapped file are the rows on the heap. */
class MappedRowsTest {
  private static final int FEATURES = 37; // Rows of bytes end between two ints.
  private static final int COUNT = 500;
  private static final int EXAMPLES_PER_BLOCK = 70;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0.5, 1073741824", // dense floats
    "1, 1, 0.5, 64", // most rows lie in several mapped buffers
    "1, 1, 0.5, 4",
    "1, 1, 1, 1073741824", // dense bytes
    "1, 1, 1, 20",
    "0.1, 0.1, 0.5, 1073741824", // sparse floats
    "0.1, 0.1, 0.5, 36",
    "0.1, 0.1, 1, 1073741824", // sparse bytes
    "0.1, 0.1, 1, 8",
    "0, 0, 1, 1073741824", // only zeros
    "0.05, 1, 0.5, 1073741824", // sparse blocks in a dense shard
    "1, 0.01, -1, 100" // a dense block in a sparse shard, which is not of bytes
  })
  void areTheRowsOnTheHeap(double firstDensity, double density, float unit, int mappedBytes) {
    List<Example> examples = examples(firstDensity, density, unit);
    Shard onHeap = Shard.of(3, FEATURES, blocks(examples));
    assertSame(mapped(examples, mappedBytes), onHeap);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anotherProcessGetsThemOnItsHeap() throws Exception {
    for (double density : new double[] {1, 0.1}) {
      List<Example> examples = examples(density, density, 0.5f);
      Shard mapped = mapped(examples, 1 << 30);
      Shard sent = sent(mapped);
      assertSame(sent, mapped);
      assertThat(SizeEstimator.estimate(sent))
          .isGreaterThan(SizeEstimator.estimate(mapped) + onlyRows(mapped) / 2);
    }
  }

  /** What Spark takes for large it would write to disk. */
  @Test
  void areSmallInSparksEyes() {
    List<Example> examples = examples(1, 1, 0.5f);
    Shard mapped = mapped(examples, 1 << 30);
    long ids = COUNT * (2L * Long.BYTES + Integer.BYTES);
    long places = COUNT * (long) Long.BYTES;
    assertThat(SizeEstimator.estimate(mapped)).isBetween(ids + places, ids + places + (2 << 10));
    assertThat(onlyRows(mapped)).isEqualTo(COUNT * FEATURES * 4L);
  }

  /** Their doubles stay on the heap until then. */
  @Test
  void areNarrowedToAnotherFile() {
    List<Example> examples = new ArrayList<>();
    for (Example example : examples(1, 1, 0.5f)) {
      double[] exact = new double[FEATURES];
      for (int i = 0; i < FEATURES; i++) {
        exact[i] = 1e9 + example.features()[i] / 3.0;
      }
      examples.add(Example.of(example.label(), exact, 1));
    }
    float[] divisors = new float[FEATURES];
    Arrays.fill(divisors, 1);
    InputScaling scaling =
        InputScaling.perFeature(
            InputScaling.Method.STANDARDISE,
            new float[FEATURES],
            divisors,
            List.of(new InputScaling.WideFeature(5, 1e9, 7)));
    Shard mapped = mapped(examples, 1 << 30);
    Shard narrowed = mapped.narrowed(scaling);
    assertSame(narrowed, Shard.of(3, FEATURES, blocks(examples)).narrowed(scaling));
    assertThat(SizeEstimator.estimate(narrowed))
        .isLessThan(SizeEstimator.estimate(mapped))
        .isLessThan(onlyRows(narrowed));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void onlyBlocksThatTakeMoreThanTheirShareLeaveTheHeap() {
    List<Example> examples = examples(1, 1, 0.5f);
    long bytes = blocks(examples).stream().mapToLong(ShardBlock::sizeBytes).sum();
    assertThat(bytes).isEqualTo(COUNT * (4L * FEATURES + 20));
    for (long limit : new long[] {-1, 0, bytes / 2, bytes - 1, bytes, Long.MAX_VALUE}) {
      List<ShardBlock> blocks = blocks(examples);
      try (HeapShare heap = new HeapShare(limit, folder.resolve("rows"))) {
        blocks.forEach(heap::take);
        heap.end();
      }
      assertThat(blocks).allMatch(b -> b.stored() instanceof MappedRows == limit < bytes);
      assertSame(Shard.of(3, FEATURES, blocks), Shard.of(3, FEATURES, blocks(examples)));
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aFolderThatIsGoneIsNamed() {
    Path file = folder.resolve("gone").resolve("rows");
    try (HeapShare heap = new HeapShare(0, file)) {
      assertThatThrownBy(() -> heap.take(blocks(examples(1, 1, 1)).get(0)))
          .isInstanceOf(DataException.class)
          .hasMessage(
              file
                  + ": rows that are too large for the heap cannot be kept there: no such folder;"
                  + " spark.local.dir names another folder");
    }
  }

  /** Linux has a file whose disk is always full. */
  @Test
  void aFullDiskEndsTheRunWithItsName() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    List<ShardBlock> blocks = blocks(examples(1, 1, 0.5f));
    try (ScratchFile file =
        new ScratchFile(full, FileChannel.open(full, StandardOpenOption.WRITE), 1 << 30)) {
      assertThatThrownBy(
              () -> {
                blocks.forEach(block -> block.moveRows(file));
                file.map();
              })
          .satisfies(
              e ->
                  assertThat(Failure.of(e))
                      .isEqualTo(
                          new Failure(
                              ExitCode.CLUSTER,
                              "/dev/full: rows that are too large for the heap cannot be kept"
                                  + " there: No space left on device; spark.local.dir names"
                                  + " another folder")));
    }
  }

  private Shard mapped(List<Example> examples, int mappedBytes) {
    List<ShardBlock> blocks = blocks(examples);
    try (ScratchFile file = ScratchFile.create(folder.resolve("rows"), mappedBytes)) {
      blocks.forEach(block -> block.moveRows(file));
      file.map();
    }
    return Shard.of(3, FEATURES, blocks);
  }

  private static Shard sent(Shard shard) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(shard);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Shard) in.readObject();
    }
  }

  /** Returns the bytes of a shard without ids and labels. */
  private static long onlyRows(Shard shard) {
    return shard.statistics().sizeBytes() - COUNT * (2L * Long.BYTES + Integer.BYTES);
  }

  private static void assertSame(Shard actual, Shard expected) {
    assertThat(ShardFixture.content(actual, FEATURES))
        .isEqualTo(ShardFixture.content(expected, FEATURES));
    assertThat(actual.isCompressed()).isEqualTo(expected.isCompressed());
    assertThat(actual.holdsBytes()).isEqualTo(expected.holdsBytes());
    assertThat(actual.statistics()).usingRecursiveComparison().isEqualTo(expected.statistics());
    assertThat(entries(actual)).isEqualTo(entries(expected));
  }

  private static List<Float> entries(Shard shard) {
    CsrMatrix x = new CsrMatrix(FEATURES);
    for (int i = shard.size() - 1; i >= 0; i--) {
      shard.appendFeatures(i, x);
    }
    assertThat(x.rows()).isEqualTo(COUNT);
    List<Float> entries = new ArrayList<>();
    for (int n = 0; n < x.entries(); n++) {
      entries.add((float) x.indices()[n]);
      entries.add(x.values()[n]);
    }
    return entries;
  }

  private static List<ShardBlock> blocks(List<Example> examples) {
    List<ShardBlock> blocks = new ArrayList<>();
    for (int from = 0; from < COUNT; from += EXAMPLES_PER_BLOCK) {
      ShardBlock block = new ShardBlock(FEATURES);
      for (Example e : examples.subList(from, Math.min(COUNT, from + EXAMPLES_PER_BLOCK))) {
        block.add(ExampleId.of(e), e);
      }
      blocks.add(block.trim());
    }
    return blocks;
  }

  /** Returns examples of which so many features are not zero; a first block has its own density. */
  private static List<Example> examples(double firstDensity, double density, float unit) {
    AddressedRandom random = AddressedRandom.of(1, "rows");
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < COUNT; row++) {
      float[] x = new float[FEATURES];
      for (int i = 0; i < FEATURES; i++) {
        long address = (long) row * FEATURES + i;
        boolean inked =
            random.uniform(address) < (row < EXAMPLES_PER_BLOCK ? firstDensity : density);
        x[i] = inked ? unit * (1 + (int) (random.child(1).uniform(address) * 255)) : 0;
      }
      examples.add(new Example(row % 10, x));
    }
    return examples;
  }
}
