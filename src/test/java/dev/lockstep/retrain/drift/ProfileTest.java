package dev.lockstep.retrain.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataNames;
import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The profile of a training set, and the drift from it, against their plain definitions. */
@Tag("slow")
class ProfileTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final int KINDS = 9;
  private static final DataNames NAMES = new DataNames(names(), CLASSES, List.of());
  private static final DataNames NAMELESS = new DataNames(List.of(), CLASSES, List.of());

  @TempDir Path folder;

  @Test
  void theBinsAreThoseOfTheSortedValues() {
    for (int count : new int[] {1, 2, 3, 9, 10, 11, 100, 1234}) {
      List<Example> examples = examples(count, 1);
      List<Bins> bins = profile(examples, 5, 2).features();
      for (int f = 0; f < KINDS; f++) {
        assertThat(bins.get(f)).as(count + " of kind " + f).isEqualTo(plainly(examples, f));
      }
    }
  }

  /** Sorts, and takes the definition word by word. */
  private static Bins plainly(List<Example> examples, int feature) {
    float[] sorted = new float[examples.size()];
    for (int e = 0; e < sorted.length; e++) {
      sorted[e] = examples.get(e).features()[feature];
    }
    Arrays.sort(sorted);
    List<Float> deciles = new ArrayList<>();
    for (int k = 1; k <= 9; k++) {
      int rank = k * sorted.length / 10 + (k * sorted.length % 10 == 0 ? 0 : 1);
      deciles.add(sorted[rank - 1] + 0f);
    }
    List<Float> borders = new ArrayList<>();
    for (float decile : deciles) {
      boolean several = deciles.indexOf(decile) < deciles.lastIndexOf(decile);
      for (float border : several ? List.of(Math.nextDown(decile), decile) : List.of(decile)) {
        if (!borders.contains(border) && Float.isFinite(border)) {
          borders.add(border);
        }
      }
    }
    List<Long> counts = new ArrayList<>();
    for (int bin = 0; bin <= borders.size(); bin++) {
      long count = 0;
      for (float value : sorted) {
        boolean above = bin == 0 || value > borders.get(bin - 1);
        boolean upTo = bin == borders.size() || value <= borders.get(bin);
        count += above && upTo ? 1 : 0;
      }
      counts.add(count);
    }
    return new Bins("feature-" + feature, borders, counts, null);
  }

  @Test
  void profileAndDriftAreTheSameInEveryLayout() {
    List<Example> examples = examples(500, 1);
    List<Example> later = examples(300, 2);
    Profile profile = profile(examples, 1, 1);
    Drift drift = drift(profile, later, 1, 1);
    assertThat(drift.largest()).isGreaterThan(0);
    for (int shards : new int[] {1, 8}) {
      for (int partitions : new int[] {2, 5}) {
        List<Example> moved = IdxFixture.shuffled(examples, shards + partitions);
        assertThat(profile(moved, shards, partitions)).isEqualTo(profile);
        assertThat(drift(profile, IdxFixture.shuffled(later, partitions), shards, partitions))
            .isEqualTo(drift);
      }
    }
  }

  @Test
  void manyFeaturesAreSearchedInGroups() {
    DataSet data = data(examples(200, 3), 4, 2);
    Numbers numbers = Numbers.features(data, NAMES, null);
    assertThat(Deciles.of(numbers, 2)).isEqualTo(Deciles.of(numbers));
  }

  @Test
  void theDriftIsThatOfTheDefinition() {
    List<Example> examples = examples(400, 1);
    List<Example> later = examples(250, 2);
    Profile profile = profile(examples, 4, 2);
    Drift drift = drift(profile, later, 3, 2);
    assertThat(drift.columns()).hasSize(KINDS).isSortedAccordingTo(ProfileTest::worstFirst);
    for (int f = 0; f < KINDS; f++) {
      Bins before = profile.features().get(f);
      long[] now = new long[before.counts().size()];
      for (Example example : later) {
        float value = example.features()[f];
        now[(int) before.borders().stream().filter(border -> border < value).count()]++;
      }
      assertThat(drift.columns())
          .contains(
              new Drift.Column(
                  before.name(),
                  plainIndex(before.counts().stream().mapToLong(n -> n).toArray(), now)));
    }
    double index = plainIndex(labels(examples), labels(later));
    assertThat(index).isGreaterThan(0);
    assertThat(drift.predicted()).containsExactly(new Drift.Column("the labels", index));
    assertThat(drift(profile, examples, 1, 1).largest()).isZero();
  }

  private static int worstFirst(Drift.Column a, Drift.Column b) {
    return Double.compare(b.index(), a.index());
  }

  private static double plainIndex(long[] before, long[] now) {
    double index = 0;
    for (int bin = 0; bin < before.length; bin++) {
      double p = (before[bin] + 0.5) / (Arrays.stream(before).sum() + before.length / 2.0);
      double q = (now[bin] + 0.5) / (Arrays.stream(now).sum() + before.length / 2.0);
      index += (q - p) * StrictMath.log(q / p);
    }
    return index;
  }

  private static long[] labels(List<Example> examples) {
    long[] counts = new long[CLASSES.size()];
    examples.forEach(example -> counts[example.label()]++);
    return counts;
  }

  @Test
  void featuresAreMatchedByNameAndOthersAreNamed() {
    List<Example> examples = examples(100, 1);
    Profile profile = profile(examples, 2, 1);
    List<String> names = new ArrayList<>(names());
    names.set(2, "new");
    Drift drift =
        Comparison.of(profile, data(examples, 2, 1), new DataNames(names, CLASSES, List.of()));
    assertThat(drift.added()).containsExactly("new");
    assertThat(drift.gone()).containsExactly("feature-2");
    assertThat(drift.columns()).hasSize(KINDS - 1);
    Drift byPlace = Comparison.of(profile, data(examples, 2, 1), NAMELESS);
    assertThat(byPlace.added()).isEmpty();
    assertThat(byPlace.columns()).hasSize(KINDS);
    assertThat(byPlace.largest()).isZero();
  }

  @Test
  void aProfileIsReadAsItWasWritten() throws IOException {
    Profile profile = profile(examples(50, 1), 2, 1);
    profile.write(hadoop(), new Configuration());
    assertThat(Profile.find(hadoop(), new Configuration())).contains(profile);
    Profile nameless = Profile.of(data(examples(50, 1), 2, 1), NAMELESS);
    nameless.write(hadoop(), new Configuration());
    assertThat(Profile.find(hadoop(), new Configuration())).contains(nameless);
  }

  @Test
  void aDamagedProfileIsRefused() throws IOException {
    assertThat(Profile.find(hadoop(), new Configuration())).isEmpty();
    String good =
        "{'formatVersion':1,'examples':3,'classes':[{'name':'a','examples':3}],"
            + "'features':[{'borders':[1.5],'counts':[1,2]}]}";
    assertThat(find(good)).isPresent();
    assertDamaged(good.replace("'formatVersion':1", "'formatVersion':3"), "formatVersion is 3");
    assertDamaged(good.replace("'examples':3,", "'examples':4,"), "classes: do not have 4");
    assertDamaged(good.replace("[1,2]", "[1,3]"), "features[0]: has not all examples");
    assertDamaged(good.replace("[1,2]", "[1,1,1]"), "features: counts: ");
    assertDamaged(good.replace("[1.5]", "[1.5,1.5]"), "features: borders: ");
    assertDamaged(good.replace("[1,2]", "[-1,4]"), "features: counts: ");
    assertDamaged(good.replace("'borders':[1.5],", ""), "features: borders: missing");
    assertDamaged(good.replace("'name':'a',", ""), "classes: name: missing");
    assertDamaged(good.replace("[1.5]", "['x']"), "features.borders: ");
    assertDamaged(good.replace("'features'", "'f'"), "features: missing");
  }

  private void assertDamaged(String json, String message) {
    assertThatThrownBy(() -> find(json))
        .as(json)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("profile.json: ")
        .hasMessageContaining(message);
  }

  private Optional<Profile> find(String json) throws IOException {
    Files.writeString(folder.resolve(Profile.FILE_NAME), json.replace('\'', '"'));
    return Profile.find(hadoop(), new Configuration());
  }

  private org.apache.hadoop.fs.Path hadoop() {
    return new org.apache.hadoop.fs.Path(folder.toString());
  }

  /** Features of several kinds: spread out, with ties, constant, mostly zero, of both signs. */
  private static List<Example> examples(int count, long seed) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AddressedRandom random = AddressedRandom.of(seed, "profile").child(i);
      double u = random.uniform(0);
      double v = random.uniform(1) + (seed - 1) * 0.2;
      examples.add(
          new Example(
              (int) (u * v * 3) % 3,
              new float[] {
                (float) (v - 0.5),
                (float) StrictMath.exp(40 * (v - 0.5)),
                (float) -StrictMath.exp(80 * (u - 0.5)),
                (int) (v * 4),
                7,
                0,
                u < 0.85 ? 0 : (float) v,
                v < 0.3 ? -0f : v < 0.6 ? Float.MIN_VALUE : -Float.MAX_VALUE,
                (int) (v * 256)
              }));
    }
    return examples;
  }

  private static List<String> names() {
    return IntStream.range(0, KINDS).mapToObj(f -> "feature-" + f).toList();
  }

  private static Profile profile(List<Example> examples, int shards, int partitions) {
    return Profile.of(data(examples, shards, partitions), NAMES);
  }

  private static Drift drift(Profile before, List<Example> now, int shards, int partitions) {
    return Comparison.of(before, data(now, shards, partitions), NAMES);
  }

  private static DataSet data(List<Example> examples, int shards, int partitions) {
    return ShardFixture.dataSet(spark(), examples, new Sharding(shards, 5, partitions));
  }

  private static JavaSparkContext spark() {
    return SPARK.on("local[2]");
  }
}
