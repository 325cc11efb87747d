package dev.lockstep.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SplitTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final List<Example> EXAMPLES = IdxFixture.random(3, 400, 3, 3, 4).examples();

  @Test
  void bothSidesTogetherAreAllExamplesAndNoneIsOnBoth() {
    Split split = split(EXAMPLES, new Sharding(4, 1, 2), 0.25);
    DataSet whole =
        ShardFixture.load(
            "all", SPARK.on("local[2]").parallelize(EXAMPLES, 3), 9, new Sharding(4, 1, 2));
    assertThat(split.fingerprint()).isEqualTo(whole.statistics().fingerprint());
    assertThat(split.count()).isEqualTo(400);
    assertThat(split.validation().orElseThrow().count()).isBetween(60L, 140L);
    Set<List<Float>> train = content(split.train());
    Set<List<Float>> validation = content(split.validation().orElseThrow());
    assertThat(train).hasSize((int) split.train().count()).doesNotContainAnyElementsOf(validation);
  }

  @Test
  void neitherOrderNorShardsNorPartitionsMoveAnExampleAcross() {
    Split one = split(EXAMPLES, new Sharding(4, 1, 1), 0.25);
    Split other = split(IdxFixture.shuffled(EXAMPLES, 5), new Sharding(3, 1, 7), 0.25);
    assertThat(other.train().partitions()).isEqualTo(7);
    assertThat(fingerprints(other)).isEqualTo(fingerprints(one));
  }

  @Test
  void examplesThatAreAppendedLeaveTheOthersWhereTheyWere() {
    Split before = split(EXAMPLES, new Sharding(4, 1, 2), 0.25);
    List<Example> more = new ArrayList<>(EXAMPLES);
    more.addAll(IdxFixture.random(4, 100, 3, 3, 4).examples());
    Split after = split(more, new Sharding(8, 1, 2), 0.25);
    assertThat(content(after.validation().orElseThrow()))
        .containsAll(content(before.validation().orElseThrow()));
    assertThat(content(after.train())).containsAll(content(before.train()));
  }

  @Test
  void aLargerShareHoldsTheSameOutAndMore() {
    Set<List<Float>> few = content(split(EXAMPLES, new Sharding(1, 1, 1), 0.1).validation().get());
    Set<List<Float>> many = content(split(EXAMPLES, new Sharding(1, 1, 1), 0.3).validation().get());
    assertThat(many).containsAll(few).hasSizeGreaterThan(few.size());
  }

  @Test
  void anotherSeedHoldsOthersOut() {
    assertThat(fingerprints(split(EXAMPLES, new Sharding(4, 2, 1), 0.25)))
        .isNotEqualTo(fingerprints(split(EXAMPLES, new Sharding(4, 1, 1), 0.25)));
  }

  @Test
  void equalExamplesAreOnOneSide() {
    List<Example> same = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      same.addAll(EXAMPLES.subList(0, 20));
    }
    Split split = split(same, new Sharding(2, 1, 2), 0.5);
    assertThat(content(split.train()))
        .doesNotContainAnyElementsOf(content(split.validation().orElseThrow()));
    assertThat(split.validation().orElseThrow().count() % 20).isZero();
  }

  @Test
  void aSideWithoutExamplesIsRefusedWithTheFigures() {
    assertThatThrownBy(() -> split(EXAMPLES.subList(0, 2), new Sharding(1, 1, 1), 1e-9))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "fixture: a validation share of 1.0E-9 holds out 0 of its 2 examples; both sides need some");
    assertThatThrownBy(() -> split(EXAMPLES.subList(0, 2), new Sharding(1, 1, 1), 0.999_999))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds out 2 of its 2 examples");
  }

  private static List<Fingerprint> fingerprints(Split split) {
    return List.of(
        split.train().statistics().fingerprint(),
        split.validation().orElseThrow().statistics().fingerprint());
  }

  private static Set<List<Float>> content(DataSet data) {
    Set<List<Float>> content = new HashSet<>();
    for (Shard shard : data.shards().collect()) {
      content.addAll(ShardFixture.content(shard, 9));
    }
    return content;
  }

  private static Split split(List<Example> examples, Sharding sharding, double share) {
    return ShardFixture.split(
        "fixture", SPARK.on("local[2]").parallelize(examples, 3), 9, sharding, share);
  }
}
