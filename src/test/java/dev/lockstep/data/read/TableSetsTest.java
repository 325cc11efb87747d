package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.TableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sets that a table's rows are divided into. */
@Tag("slow")
class TableSetsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final IdxFixture DIGITS = IdxFixture.digits(Part.TRAIN, 300);
  private static final List<Example> EXAMPLES = DIGITS.examples();

  @TempDir Path folder;

  @Test
  void aFifthIsHeldOutByContent() throws IOException {
    ExampleSource table = open(write("a.csv", TableFixture.csv(EXAMPLES)));
    ExampleSource other =
        open(write("b.csv", TableFixture.csv(IdxFixture.shuffled(EXAMPLES.subList(0, 250), 5))));
    SourceSets sets = sets(table, 1, TestPart.Use.SET_APART);
    List<Long> test = addresses(sets.test());
    List<Long> train = addresses(sets.split().train());
    assertThat(test).hasSizeBetween(30, 90).doesNotContainAnyElementsOf(train);
    assertThat(test.size() + train.size()).isEqualTo(300);
    SourceSets ofOther = sets(other, 2, TestPart.Use.SET_APART);
    assertThat(test).containsAll(addresses(ofOther.test()));
    assertThat(train).containsAll(addresses(ofOther.split().train()));
    assertThat(addresses(sets(table, 3, TestPart.Use.ALONE).test()))
        .containsExactlyInAnyOrderElementsOf(test);
    assertThat(addresses(sets(table, 4, TestPart.Use.LEFT_OUT).split().train()))
        .containsExactlyInAnyOrderElementsOf(train);
  }

  /** A larger share holds all of a smaller one; the seed moves nobody. */
  @Test
  void anyShareFollowsFromContentAlone() throws Exception {
    ExampleSource table = open(write("a.csv", TableFixture.csv(EXAMPLES)));
    List<Long> before = List.of();
    for (double share : new double[] {0.05, 0.3, 0.6}) {
      SourceSets sets = sets(table, (int) (100 * share), TestPart.Use.SET_APART, share);
      List<Long> test = addresses(sets.test());
      assertThat(test).hasSizeBetween((int) (300 * share - 30), (int) (300 * share + 30));
      assertThat(test).containsAll(before).hasSizeGreaterThan(before.size());
      assertThat(addresses(sets.split().train())).hasSize(300 - test.size());
      assertThat(addresses(sets(table, 9, TestPart.Use.LEFT_OUT, share).split().train()))
          .doesNotContainAnyElementsOf(test);
      before = test;
    }
  }

  @Test
  void threeSetsOfATableReadItsRowsTwice() throws Exception {
    LongAdder read = new LongAdder();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            read.add(task.taskMetrics().inputMetrics().recordsRead());
          }
        };
    Path file = write("a.csv", TableFixture.csv(EXAMPLES));
    spark().sc().addSparkListener(listener);
    try {
      SourceSets sets =
          SourceSets.of(
              spark(),
              open(file),
              10,
              new Sharding(4, 1, 2),
              0.25,
              new TestPart(TestPart.Use.SET_APART, 0.2));
      assertThat(sets.split().count() + sets.test().count()).isEqualTo(300);
      spark().sc().listenerBus().waitUntilEmpty();
    } finally {
      spark().sc().removeSparkListener(listener);
    }
    // Once for the labels; the header is a row too.
    assertThat(read.sum()).isEqualTo(2 * 301);
  }

  private static SourceSets sets(ExampleSource source, int seed, TestPart.Use use) {
    return sets(source, seed, use, TestPart.USUAL);
  }

  private static SourceSets sets(ExampleSource source, int seed, TestPart.Use use, double share) {
    return SourceSets.of(
        spark(), source, 10, new Sharding(4, seed, 2), 0, new TestPart(use, share));
  }

  private static List<Long> addresses(DataSet data) {
    List<Long> addresses = new ArrayList<>();
    for (Shard shard : data.shards().collect()) {
      for (int i = 0; i < shard.size(); i++) {
        addresses.add(shard.address(i));
      }
    }
    return addresses;
  }

  private static TableSource open(Path place) {
    return (TableSource) Catalog.open(place.toString(), Part.TRAIN, spark().hadoopConfiguration());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static JavaSparkContext spark() {
    return SPARK.on("local[2]");
  }
}
