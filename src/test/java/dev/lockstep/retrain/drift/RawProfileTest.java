package dev.lockstep.retrain.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataNames;
import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.retrain.drift.Drift.Column;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Raw tables with categories, gaps and a number to predict: their profile, and the drift from it.
 */
@Tag("slow")
class RawProfileTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final List<String> TOWNS = List.of("Bern", "Chur", "Thun");
  private static final DataNames NAMES =
      new DataNames(List.of("area", "town", "age"), List.of(), List.of("price"));

  /** The plain definition of a row: gaps are null. */
  private record House(Double area, String town, Double age, double price) {}

  @TempDir Path folder;

  private static List<House> houses(int count, int seed) {
    List<House> houses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AddressedRandom random = AddressedRandom.of(seed, "houses").child(i);
      boolean gap = random.uniform(0) < 0.1 * seed;
      double age = Math.floor(20 * random.uniform(1)) - 10;
      houses.add(
          new House(
              gap ? null : 100 * random.uniform(2),
              random.uniform(3) < 0.1
                  ? null
                  : TOWNS.get((int) (3 * Math.pow(random.uniform(4), seed))),
              random.uniform(5) < 0.3 ? null : age,
              1e5 * random.uniform(6) - (i == 7 ? 1e300 : 0)));
    }
    return houses;
  }

  private static DataSet data(List<House> houses, List<String> towns, int shards, int partitions) {
    List<Example> examples =
        houses.stream()
            .map(
                house ->
                    Example.of(
                            0,
                            new double[] {
                              orNaN(house.area),
                              house.town == null ? Double.NaN : towns.indexOf(house.town),
                              orNaN(house.age)
                            },
                            1)
                        .predicting(new double[] {house.price}))
            .collect(Collectors.toList());
    List<InputColumn> columns =
        List.of(
            new NumberColumn("area", NumberColumn.Kind.NUMBER, 0.0, false),
            new CategoryColumn("town", towns, Unseen.ZEROS, "", false),
            new NumberColumn("age", NumberColumn.Kind.NUMBER, 3.5, false)); // As of a model.
    List<Example> moved = IdxFixture.shuffled(examples, shards + partitions);
    Sharding sharding = new Sharding(shards, 5, partitions);
    return ShardFixture.dataSet(SPARK.on("local[2]"), moved, sharding).with(columns);
  }

  private static double orNaN(Double cell) {
    return cell == null ? Double.NaN : cell;
  }

  private static Profile profile(List<House> houses, int shards, int partitions) {
    return Profile.of(data(houses, TOWNS, shards, partitions), NAMES);
  }

  @Test
  void onlyNumbersThatAreThereHaveDeciles() {
    List<House> houses = houses(137, 1);
    Profile profile = profile(houses, 3, 2);
    assertDeciles(profile.features().get(0), houses, House::area);
    assertDeciles(profile.features().get(1), houses, House::age);
    assertDeciles(profile.targets().get(0), houses, House::price);
    assertThat(profile.features()).extracting(Bins::name).containsExactly("area", "age");
    assertThat(profile.targets().get(0).missing()).as("none may be missing").isNull();
    assertThat(profile.targets().get(0).borders().get(0)).isGreaterThan(0);
    Map<String, Long> towns =
        houses.stream()
            .filter(house -> house.town != null)
            .collect(Collectors.groupingBy(House::town, Collectors.counting()));
    Categories town = profile.categories().get(0);
    assertThat(town.texts()).isEqualTo(TOWNS);
    assertThat(town.counts())
        .isEqualTo(TOWNS.stream().map(name -> towns.getOrDefault(name, 0L)).toList());
    assertThat(town.missing())
        .isEqualTo(houses.stream().filter(house -> house.town == null).count())
        .isPositive();
  }

  /** The k-th border is the k-th decile of the numbers that are there. */
  private static void assertDeciles(Bins bins, List<House> houses, Function<House, Double> cell) {
    List<Float> there =
        houses.stream()
            .map(cell)
            .filter(value -> value != null)
            .map(value -> (float) Math.max(-Float.MAX_VALUE, value))
            .sorted()
            .toList();
    assertThat(bins.present()).isEqualTo(there.size());
    assertThat(bins.examples()).isEqualTo(houses.size());
    for (int k = 1; k <= 9; k++) {
      int rank = (k * there.size() + 9) / 10;
      assertThat(bins.borders()).contains(there.get(rank - 1));
    }
    for (int bin = 0; bin < bins.borders().size(); bin++) {
      float border = bins.borders().get(bin);
      long upTo = there.stream().filter(value -> value <= border).count();
      assertThat(bins.counts().stream().limit(bin + 1).mapToLong(n -> n).sum()).isEqualTo(upTo);
    }
  }

  @Test
  void aRawProfileAndItsDriftAreTheSameInEveryLayout() {
    List<House> houses = houses(300, 1);
    List<House> later = houses(200, 2);
    Profile profile = profile(houses, 1, 1);
    Drift drift = Comparison.of(profile, data(later, TOWNS, 1, 1), NAMES);
    assertThat(drift.predicted()).extracting(Column::name).containsExactly("the target price");
    assertThat(drift.columns())
        .extracting(Column::name)
        .containsExactlyInAnyOrder(
            "area", "area (missing)", "town", "town (missing)", "age", "age (missing)");
    for (int partitions : new int[] {2, 5}) {
      assertThat(profile(houses, 4, partitions)).isEqualTo(profile);
      assertThat(Comparison.of(profile, data(later, TOWNS, 3, partitions), NAMES)).isEqualTo(drift);
    }
    Drift none = Comparison.of(profile, data(houses, TOWNS, 2, 1), NAMES);
    assertThat(none.largest()).isZero();
  }

  @Test
  void theDriftOfGapsTownsAndPricesIsThatOfTheDefinition() {
    List<House> houses = houses(300, 1);
    List<House> later =
        houses(200, 2).stream()
            .map(h -> new House(h.area, "Chur".equals(h.town) ? "Arosa" : h.town, h.age, h.price))
            .toList();
    Profile profile = profile(houses, 2, 1);
    List<String> towns = List.of("Arosa", "Bern", "Chur", "Thun");
    Drift drift = Comparison.of(profile, data(later, towns, 2, 1), NAMES);
    assertThat(drift.categories()).containsExactly("town=Arosa");
    assertIndex(drift, "area (missing)", gaps(houses, House::area), gaps(later, House::area));
    assertIndex(drift, "town (missing)", gaps(houses, House::town), gaps(later, House::town));
    long[] before = new long[4];
    long[] now = new long[4];
    for (int i = 0; i < 3; i++) {
      String town = TOWNS.get(i);
      before[i] = houses.stream().filter(h -> town.equals(h.town)).count();
      now[i] = later.stream().filter(h -> town.equals(h.town)).count();
    }
    now[3] = later.stream().filter(h -> "Arosa".equals(h.town)).count();
    List<Integer> filled =
        IntStream.range(0, 4).filter(i -> before[i] + now[i] > 0).boxed().toList();
    assertThat(index(drift, "town"))
        .isCloseTo(
            StabilityIndex.of(
                filled.stream().mapToLong(i -> before[i]).toArray(),
                filled.stream().mapToLong(i -> now[i]).toArray()),
            Offset.offset(1e-9));
    Bins price = profile.targets().get(0);
    long[] prices = new long[price.counts().size()];
    later.forEach(
        h -> prices[(int) price.borders().stream().filter(b -> b < (float) h.price).count()]++);
    assertThat(drift.predicted().get(0).index())
        .isEqualTo(StabilityIndex.of(price.counts().stream().mapToLong(n -> n).toArray(), prices));
  }

  private static void assertIndex(Drift drift, String name, long[] before, long[] now) {
    assertThat(index(drift, name)).as(name).isEqualTo(StabilityIndex.of(before, now)).isPositive();
  }

  private static double index(Drift drift, String name) {
    return drift.columns().stream()
        .filter(column -> column.name().equals(name))
        .mapToDouble(Column::index)
        .findFirst()
        .orElseThrow();
  }

  private static long[] gaps(List<House> houses, Function<House, Object> cell) {
    long missing = houses.stream().filter(house -> cell.apply(house) == null).count();
    return new long[] {houses.size() - missing, missing};
  }

  @Test
  void aColumnWithoutANumberHasNoDeciles() {
    List<House> empty =
        IntStream.range(0, 5).mapToObj(i -> new House(null, "Bern", 1.0 * i, i)).toList();
    Profile profile = profile(empty, 1, 1);
    assertThat(profile.features().get(0)).isEqualTo(new Bins("area", List.of(), List.of(0L), 5L));
    Drift drift = Comparison.of(profile, data(houses(50, 1), TOWNS, 1, 1), NAMES);
    assertThat(index(drift, "area")).isZero();
    assertThat(index(drift, "area (missing)")).isGreaterThan(1);
  }

  @Test
  void aRawProfileIsReadAsItWasWritten() throws IOException {
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(folder.toString());
    Profile profile = profile(houses(50, 1), 2, 1);
    profile.write(place, new Configuration());
    assertThat(Profile.find(place, new Configuration())).contains(profile);
    Path file = folder.resolve(Profile.FILE_NAME);
    String good = Files.readString(file);
    assertThat(good).startsWith("{\"formatVersion\":2,");
    assertDamaged(good.replace("\"other\":0", "\"other\":1"), "categories[0]: has not all");
    assertDamaged(good.replace("\"Bern\",\"Chur\"", "\"Chur\",\"Bern\""), "categories: texts: ");
    assertDamaged(good.replaceFirst("\"missing\":\\d+", "\"missing\":-1"), "missing: negative");
    assertDamaged(good.replaceAll(",\"targets\":.*\"categories\"", ",\"categories\""), "classes");
  }

  private void assertDamaged(String json, String message) throws IOException {
    Files.writeString(folder.resolve(Profile.FILE_NAME), json);
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(folder.toString());
    assertThatThrownBy(() -> Profile.find(place, new Configuration()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(message);
  }
}
