package dev.lockstep.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.data.Part;
import dev.lockstep.data.TestData;
import dev.lockstep.data.digits.DigitsSource;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class DataSetTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final IdxFixture EXAMPLES = IdxFixture.random(5, 300, 3, 2, 10);
  private static final int FEATURES = 6;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 1",
    "16_383, 1",
    "16_384, 2",
    "20_000, 2",
    "60_000, 4",
    "65_535, 4",
    "65_536, 8",
    "8_388_607, 512",
    "8_388_608, 1024",
    "9_223_372_036_854_775_807, 1024"
  })
  void theDefaultNumberOfShardsFollowsFromTheExamples(String examples, int shards) {
    assertThat(DataSet.defaultShards(number(examples))).isEqualTo(shards);
  }

  @ParameterizedTest
  @CsvSource({
    "1_000_000, 1_024, 16",
    "1_000_000, 9_223_372_036_854_775_807, 64",
    "60_000, 256, 4",
    "60_000, 255, 2",
    "60_000, 64, 1",
    "60_000, 1, 1",
    "1_000, 256, 1"
  })
  void theDefaultNumberOfShardsLeavesEachEnoughExamplesOfAStep(
      String examples, String batch, int shards) {
    assertThat(DataSet.defaultShards(number(examples), number(batch))).isEqualTo(shards);
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void rawAndGzippedFilesReadInAnySlicesAndOrderGiveTheSameShards(int slices) {
    JavaSparkContext spark = SPARK.on("local[2]", slices);
    Path raw = EXAMPLES.write(folder.resolve("raw"), Part.TRAIN, false);
    Path gzipped = EXAMPLES.shuffled(1).write(folder.resolve("gz"), Part.TRAIN, true);
    assertThat(IdxFixture.open(raw).examples(spark, 10).getNumPartitions()).isEqualTo(slices);
    List<List<List<Float>>> expected =
        ShardFixture.shards(EXAMPLES.examples(), 3, 1).stream().map(DataSetTest::content).toList();
    for (Path files : List.of(raw, gzipped)) {
      DataSet data = load(spark, files, new Sharding(3, 1, 2));
      assertThat(content(data)).isEqualTo(expected);
      assertThat(data.statistics().fingerprint()).isEqualTo(fingerprint());
      assertThat(data.count()).isEqualTo(300);
      assertThat(data.features()).isEqualTo(FEATURES);
      assertThat(data.statistics().perClass()).hasSize(10).containsOnly(30);
      assertThat(data.statistics().smallest()).isEqualTo(smallestAndLargest()[0]);
      assertThat(data.statistics().largest()).isEqualTo(smallestAndLargest()[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 11})
  void partitionsPlaceWholeShardsAndChangeNone(int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    EXAMPLES.write(folder, Part.TRAIN, false);
    DataSet data = load(spark, folder, new Sharding(5, 1, partitions));
    assertThat(data.partitions()).isEqualTo(partitions);
    assertThat(data.shards().map(Shard::index).collect()).containsExactly(0, 1, 2, 3, 4);
    List<Integer> shardsOf = data.shards().glom().map(List::size).collect();
    assertThat(shardsOf.stream().mapToInt(n -> n))
        .allSatisfy(n -> assertThat(n).isBetween(5 / partitions, (5 - 1) / partitions + 1));
    assertThat(content(data))
        .isEqualTo(
            ShardFixture.shards(EXAMPLES.examples(), 5, 1).stream()
                .map(DataSetTest::content)
                .toList());
  }

  @Test
  void fewerExamplesThanShardsLeaveShardsOut() {
    IdxFixture few = IdxFixture.random(6, 5, 3, 2, 5);
    few.write(folder, Part.TRAIN, true);
    DataSet data = load(SPARK.on("local[2]"), folder, new Sharding(64, 1, 8));
    assertThat(data.count()).isEqualTo(5);
    assertThat(data.shards().map(Shard::size).collect()).hasSizeBetween(1, 5).doesNotContain(0);
    assertThat(data.shards().map(Shard::index).collect()).isSorted().doesNotHaveDuplicates();
  }

  /** A block closes at 4,096 examples: here each shard is put together from several. */
  @Test
  void shardsOfManyBlocksAreTheSameWhateverTheSlices() {
    IdxFixture many = IdxFixture.random(7, 10_000, 3, 2, 10);
    many.write(folder, Part.TRAIN, false);
    DataSet data = load(SPARK.on("local[2]", 1), folder, new Sharding(2, 1, 1));
    assertThat(content(data))
        .isEqualTo(
            ShardFixture.shards(many.examples(), 2, 1).stream().map(DataSetTest::content).toList());
  }

  @Test
  void theBuiltInDigitsAreTheSameAsFilesOfThem() {
    JavaSparkContext spark = SPARK.on("local[2]");
    IdxFixture digits = IdxFixture.digits(Part.TEST, 4_000);
    digits.write(folder, Part.TRAIN, true);
    Sharding sharding = new Sharding(2, 1, 2);
    DataSet built = DataSet.load(spark, new DigitsSource(Part.TEST), 10, sharding);
    DataSet read = load(spark, folder, sharding);
    assertThat(read.statistics().fingerprint()).isEqualTo(built.statistics().fingerprint());
    assertThat(built.count()).isEqualTo(4_000);
    assertThat(read.shards().map(shard -> shard.order(1, 0)).collect())
        .usingElementComparator(java.util.Arrays::compare)
        .isEqualTo(built.shards().map(shard -> shard.order(1, 0)).collect());
  }

  @Test
  void mnistInShardsFitsIn64Mebibytes() {
    Optional<Path> mnist = TestData.folder("mnist");
    assumeTrue(mnist.isPresent(), "MNIST is not on this machine; fetch it to run this test");
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = load(spark, mnist.get(), new Sharding(DataSet.defaultShards(60_000), 1, 2));
    assertThat(data.count()).isEqualTo(60_000);
    // As published: how many there are of each digit.
    assertThat(data.statistics().perClass())
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(data.statistics().sizeBytes()).isBetween(8L << 20, 64L << 20);
    assertThat(data.shards().map(Shard::size).collect())
        .allSatisfy(size -> assertThat(size).isBetween(14_500, 15_500));
  }

  /**
   * The same without the download: three bytes for each feature that is not zero, and twenty-four
   * for an example.
   */
  @Test
  void anExampleOccupiesThreeBytesPerInkedPixelAndTwentyFour() {
    IdxFixture digits = IdxFixture.digits(Part.TRAIN, 500);
    digits.write(folder, Part.TRAIN, false);
    DataSet data = load(SPARK.on("local[2]"), folder, new Sharding(2, 1, 1));
    long inked = data.shards().collect().stream().mapToLong(DataSetTest::inked).sum();
    assertThat(data.shards().collect()).hasSize(2).allMatch(Shard::isCompressed);
    assertThat(data.statistics().sizeBytes()).isEqualTo(500 * 24 + 2 * 4 + 3 * inked);
  }

  private static long inked(Shard shard) {
    CsrMatrix rows = new CsrMatrix(784);
    for (int i = 0; i < shard.size(); i++) {
      shard.appendFeatures(i, rows);
    }
    return rows.entries();
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void aWeightThatIsNotPositiveAndFiniteIsRefused(float weight) {
    List<Example> examples = List.of(new Example(7, new float[FEATURES], weight));
    assertThatThrownBy(
            () ->
                ShardFixture.load(
                    "rows",
                    SPARK.on("local[2]").parallelize(examples, 1),
                    FEATURES,
                    new Sharding(1, 1, 1)))
        .rootCause()
        .isInstanceOf(DataException.class)
        .hasMessage(
            "rows: an example of label 7: its weight is "
                + weight
                + ", and must be positive and finite");
  }

  @Test
  void noShardsAndNoPartitionsAreRefusedByTheirOptions() {
    assertThatThrownBy(() -> new Sharding(0, 1, 1)).hasMessageContaining("shards");
    assertThatThrownBy(() -> new Sharding(1, 1, 0)).hasMessageContaining("partitions");
  }

  private static DataSet load(JavaSparkContext spark, Path files, Sharding sharding) {
    return DataSet.load(spark, IdxFixture.open(files), 10, sharding);
  }

  private static List<List<List<Float>>> content(DataSet data) {
    return data.shards().collect().stream().map(DataSetTest::content).toList();
  }

  private static List<List<Float>> content(Shard shard) {
    return ShardFixture.content(shard, FEATURES);
  }

  private static Fingerprint fingerprint() {
    Fingerprint sum = Fingerprint.EMPTY;
    for (Example example : EXAMPLES.examples()) {
      ExampleId id = ExampleId.of(example);
      sum = sum.plus(id.high(), id.low());
    }
    return sum;
  }

  private static float[] smallestAndLargest() {
    double[] sorted =
        EXAMPLES.examples().stream()
            .flatMapToDouble(e -> IntStream.range(0, FEATURES).mapToDouble(i -> e.features()[i]))
            .sorted()
            .toArray();
    return new float[] {(float) sorted[0], (float) sorted[sorted.length - 1]};
  }
}
