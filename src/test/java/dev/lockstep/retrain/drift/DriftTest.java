package dev.lockstep.retrain.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.retrain.Finding;
import dev.lockstep.retrain.Finding.Level;
import dev.lockstep.retrain.drift.Drift.Column;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final double NO_BOUND = Double.POSITIVE_INFINITY;

  /** The halves of (0.6 - 0.5) ln(0.6 / 0.5) + (0.4 - 0.5) ln(0.4 / 0.5), nearly, for many rows. */
  @Test
  void theIndexOfAKnownExample() {
    assertThat(StabilityIndex.of(new long[] {500_000, 500_000}, new long[] {600_000, 400_000}))
        .isEqualTo(0.0405465, Offset.offset(1e-6));
    assertThat(StabilityIndex.of(new long[] {7, 0, 3}, new long[] {7, 0, 3})).isZero();
    assertThat(StabilityIndex.of(new long[] {5, 0}, new long[] {0, 5})).isFinite().isGreaterThan(1);
  }

  @Test
  void aSmallDriftPasses() {
    Finding finding = drift(List.of(new Column("x", 0.1)), 0.05).finding(0.1, NO_BOUND);
    assertThat(finding.level()).isEqualTo(Level.PASSED);
    assertThat(finding.figure()).isEqualTo(0.1);
    assertThat(finding.words()).isEmpty();
  }

  @Test
  void aWarningNamesTheWorstColumns() {
    Drift drift = drift(List.of(new Column("x", 0.31), new Column("y", 0.12)), 0.2);
    assertThat(drift.finding(0.1, 0.5))
        .isEqualTo(
            new Finding(
                "drift",
                0.31,
                0.1,
                Level.WARNED,
                "the data have drifted from those of the champion, above 0.1:"
                    + " the labels 0.200, x 0.310, y 0.120"));
  }

  @Test
  void aLargeDriftIsRefusedWithTheColumnsAboveTheBound() {
    List<Column> columns =
        IntStream.range(0, 9).mapToObj(i -> new Column("c" + i, 1 - i / 10.0)).toList();
    Finding finding = drift(columns, 0).finding(0.1, 0.25);
    assertThat(finding.isRefused()).isTrue();
    assertThat(finding.bound()).isEqualTo(0.25);
    assertThat(finding.words())
        .isEqualTo(
            "the data have drifted from those of the champion, above 0.25:"
                + " c0 1.000, c1 0.900, c2 0.800, c3 0.700, c4 0.600 and 3 more");
    assertThat(drift(List.of(), 0.3).finding(0.1, 0.25).isRefused()).isTrue();
  }

  @Test
  void otherFeaturesAndCategoriesAreAWarning() {
    Drift drift = new Drift(List.of(), List.of(), List.of("n"), List.of("o"), List.of("town=Bern"));
    Finding finding = drift.finding(0.1, NO_BOUND);
    assertThat(finding.level()).isEqualTo(Level.WARNED);
    assertThat(finding.words())
        .isEqualTo("new features: n; missing features: o; new categories: town=Bern");
  }

  /** Of 100 equally frequent towns, five at a time share a bin. */
  @Test
  void rareCategoriesShareABinWithTheirNeighbours() {
    List<String> towns = IntStream.range(100, 200).mapToObj(i -> "t" + i).toList();
    Categories before = towns(towns, i -> 10, 0);
    assertThat(CategoryDrift.of(before, towns(towns, i -> 5, 0)).index())
        .isCloseTo(0, Offset.offset(1e-6));
    // Within a bin, towns change places, and nobody sees it.
    IntUnaryOperator changed = i -> i % 5 == 0 ? 50 : 0;
    assertThat(CategoryDrift.of(before, towns(towns, changed, 0)).index()).isZero();
    long[] then = new long[20];
    long[] now = new long[20];
    for (int i = 0; i < 20; i++) {
      then[i] = 50;
      now[i] = i == 2 ? 450 : 50;
    }
    IntUnaryOperator more = i -> i == 12 ? 410 : 10;
    assertThat(CategoryDrift.of(before, towns(towns, more, 0)).index())
        .isEqualTo(StabilityIndex.of(then, now));
  }

  /** Else a column of many texts would be said to drift every day. */
  @Test
  void chanceAloneIsASmallDriftHoweverManyCategoriesThereAre() {
    for (int categories : new int[] {3, 20, 200, 5_000}) {
      for (int pair = 0; pair < 20; pair++) {
        CategoryDrift drift =
            CategoryDrift.of(drawn(categories, 2L * pair), drawn(categories, 2L * pair + 1));
        assertThat(drift.index()).as(categories + " categories").isBetween(0.0, 0.09);
        assertThat(drift.added()).as(categories + " categories").isEmpty();
      }
    }
  }

  /** 1,000 examples, the first categories being the most frequent ones. */
  private static Categories drawn(int categories, long seed) {
    AddressedRandom random = AddressedRandom.of(seed, "categories");
    int[] counts = new int[categories];
    for (int i = 0; i < 1_000; i++) {
      counts[(int) (categories * random.uniform(2L * i) * random.uniform(2L * i + 1))]++;
    }
    List<String> texts = IntStream.range(0, categories).mapToObj(i -> "c" + (10_000 + i)).toList();
    return towns(texts, i -> counts[i], 0);
  }

  @Test
  void newCategoriesAreNamedUnlessTheyAreRare() {
    Categories before = towns(List.of("a", "b", "c"), i -> i < 2 ? 100 : 0, 0);
    Categories now = towns(List.of("a", "b", "c", "d"), i -> List.of(89, 100, 5, 6).get(i), 0);
    CategoryDrift drift = CategoryDrift.of(before, now);
    assertThat(drift.added()).containsExactly("town=d", "town=c");
    assertThat(drift.index())
        .isEqualTo(StabilityIndex.of(new long[] {0, 100, 100}, new long[] {11, 89, 100}));
    assertThat(CategoryDrift.of(before, towns(List.of("a", "d"), i -> i == 0 ? 995 : 5, 0)).added())
        .as("one in 200")
        .isEmpty();
    assertThat(CategoryDrift.of(before, towns(List.of("a", "d"), i -> i == 0 ? 96 : 4, 0)).added())
        .as("four")
        .isEmpty();
  }

  /** A new text is counted with the rare ones around it. */
  @Test
  void newCategoriesBelongToTheirRareNeighbours() {
    Categories before = towns(List.of("a", "m", "z"), i -> i == 1 ? 998 : 1, 0);
    Categories now = towns(List.of("a", "b", "m", "z"), i -> i == 2 ? 900 : i == 1 ? 98 : 1, 0);
    assertThat(CategoryDrift.of(before, now).index())
        .isEqualTo(StabilityIndex.of(new long[] {2, 998}, new long[] {100, 900}));
  }

  /** With the columns of a model, a data set does not tell all texts apart. */
  @Test
  void textsThatOneSideDoesNotTellApartAreNotNew() {
    Categories before = towns(List.of("a", "b", "c"), i -> 100, 0);
    Categories modelled = towns(List.of("a"), i -> 100, 200);
    assertThat(CategoryDrift.of(before, modelled)).isEqualTo(new CategoryDrift(0, List.of()));
    assertThat(CategoryDrift.of(modelled, before)).isEqualTo(new CategoryDrift(0, List.of()));
    Categories fewer = towns(List.of("a"), i -> 100, 0);
    assertThat(CategoryDrift.of(modelled, fewer).index())
        .isEqualTo(StabilityIndex.of(new long[] {200, 100}, new long[] {0, 100}));
  }

  private static Categories towns(List<String> texts, IntUnaryOperator count, long other) {
    List<Long> counts =
        IntStream.range(0, texts.size()).mapToObj(i -> (long) count.applyAsInt(i)).toList();
    return new Categories("town", texts, counts, other, 0);
  }

  private static Drift drift(List<Column> columns, double labels) {
    return new Drift(
        List.of(new Column("the labels", labels)), columns, List.of(), List.of(), List.of());
  }
}
