package dev.lockstep.data.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.IdxFixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  private static final int FEATURES = 4;
  private static final IdxFixture EXAMPLES = IdxFixture.random(1, 500, 2, 2, 3);

  @Test
  void anEpochVisitsEveryExampleOnce() {
    Shard shard = shard(EXAMPLES.examples());
    int[] order = shard.order(1, 0).clone();
    assertThat(order).isNotEqualTo(IntStream.range(0, 500).toArray());
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, 500).toArray());
  }

  @Test
  void weightsStayWithTheirExamplesAndAreKeptOnlyWhereTheyDiffer() {
    assertThat(shard(EXAMPLES.examples()).isWeighted()).isFalse();
    List<Example> some = new ArrayList<>();
    for (Example example : EXAMPLES.examples()) {
      float weight = some.size() < 100 ? 1 : 0.5f + example.features()[0];
      some.add(new Example(example.label(), example.features(), weight));
    }
    Shard shard = shard(some);
    assertThat(shard.isWeighted()).isTrue();
    assertThat(shard.statistics().sizeBytes())
        .isEqualTo(shard(EXAMPLES.examples()).statistics().sizeBytes() + 4 * 500);
    float[] x = new float[FEATURES];
    int ones = 0;
    for (int i = 0; i < 500; i++) {
      shard.copyFeatures(i, x, 0);
      ones += shard.weight(i) == 1 ? 1 : 0;
      assertThat(shard.weight(i)).isIn(1f, 0.5f + x[0]);
    }
    assertThat(ones).isEqualTo(100);
  }

  @Test
  void epochsAndSeedsHaveOrdersOfTheirOwn() {
    Shard shard = shard(EXAMPLES.examples());
    List<int[]> orders = new ArrayList<>();
    for (long seed : new long[] {0, 1, -1}) {
      for (int epoch = 0; epoch < 5; epoch++) {
        orders.add(shard.order(seed, epoch).clone());
      }
    }
    assertThat(orders.stream().map(Arrays::toString)).doesNotHaveDuplicates();
  }

  @Test
  void theOrderDoesNotDependOnWhichWasAskedForBefore() {
    Shard shard = shard(EXAMPLES.examples());
    int[] first = shard.order(1, 0).clone();
    int[] second = shard.order(1, 1).clone();
    assertThat(shard.order(2, 1)).isNotEqualTo(second);
    assertThat(shard.order(1, 0)).isEqualTo(first);
    assertThat(shard.order(1, 1)).isEqualTo(second);
    assertThat(shard(EXAMPLES.examples()).order(1, 1)).isEqualTo(second);
  }

  /** Of 500 places, a random order leaves 1 as it is; 8 or more have odds of 1 in 100,000. */
  @Test
  void anEpochsOrderIsUnrelatedToTheOneBefore() {
    Shard shard = shard(EXAMPLES.examples());
    int[] first = shard.order(1, 0).clone();
    int[] second = shard.order(1, 1);
    assertThat(IntStream.range(0, 500).filter(i -> first[i] == second[i]).count()).isLessThan(8);
  }

  @Test
  void rowsThatArriveInAnotherOrderMakeTheSameShard() {
    Shard expected = shard(EXAMPLES.examples());
    for (long seed = 1; seed <= 3; seed++) {
      Shard shard = shard(EXAMPLES.shuffled(seed).examples());
      assertThat(content(shard)).isEqualTo(content(expected));
      assertThat(shard.order(1, 0)).isEqualTo(expected.order(1, 0));
    }
  }

  @Test
  void equalExamplesAreInterchangeable() {
    List<Example> examples = new ArrayList<>(EXAMPLES.examples().subList(0, 20));
    for (Example example : EXAMPLES.examples().subList(0, 10)) {
      examples.add(new Example(example.label(), example.features().clone()));
      examples.add(new Example(example.label(), example.features().clone()));
    }
    Shard expected = shard(examples);
    Collections.reverse(examples);
    Shard reversed = shard(examples);
    assertThat(content(reversed)).isEqualTo(content(expected)).hasSize(40);
    assertThat(reversed.order(1, 0)).isEqualTo(expected.order(1, 0));
    assertThat(content(expected).stream().distinct()).hasSize(20);
  }

  @Test
  void blocksThatArriveInAnyOrderMakeTheSameShard() {
    List<ShardBlock> blocks = new ArrayList<>();
    for (int from = 0; from < 500; from += 100) {
      ShardBlock block = new ShardBlock(FEATURES);
      for (Example example : EXAMPLES.examples().subList(from, from + 100)) {
        block.add(ExampleId.of(example), example);
      }
      blocks.add(block.trim());
    }
    Shard expected = shard(EXAMPLES.examples());
    assertThat(content(Shard.of(0, FEATURES, blocks))).isEqualTo(content(expected));
    Collections.reverse(blocks);
    assertThat(content(Shard.of(0, FEATURES, blocks))).isEqualTo(content(expected));
  }

  /** Chi squared with 6 degrees of freedom: above 22.5 in one case of a thousand. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, -7})
  void examplesFallEvenlyOnShards(long seed) {
    int[] counts = new int[7];
    AddressedRandom random = AddressedRandom.of(seed, "shard");
    for (int i = 0; i < 70_000; i++) {
      counts[Shard.indexOf(new ExampleId(i, 3), random, 7)]++;
    }
    double chiSquared = Arrays.stream(counts).mapToDouble(n -> (n - 1e4) * (n - 1e4) / 1e4).sum();
    assertThat(chiSquared).isLessThan(22.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1_024, Integer.MAX_VALUE})
  void anExamplesShardIsOneOfTheShards(int shards) {
    AddressedRandom random = AddressedRandom.of(1, "shard");
    int largest = 0;
    for (int i = 0; i < 10_000; i++) {
      int shard = Shard.indexOf(new ExampleId(i, 3), random, shards);
      assertThat(shard).isBetween(0, shards - 1);
      largest = Math.max(largest, shard);
    }
    assertThat(largest).isGreaterThanOrEqualTo((int) (0.99 * (shards - 1)));
  }

  @Test
  void anotherSeedDividesOtherwise() {
    assertThat(ShardFixture.shards(EXAMPLES.examples(), 4, 1).stream().map(ShardTest::content))
        .isNotEqualTo(
            ShardFixture.shards(EXAMPLES.examples(), 4, 2).stream()
                .map(ShardTest::content)
                .toList());
  }

  private static Shard shard(List<Example> examples) {
    return ShardFixture.shards(examples, 1, 1).get(0);
  }

  private static List<List<Float>> content(Shard shard) {
    return ShardFixture.content(shard, FEATURES);
  }
}
