package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.lockstep.data.read.TableSource;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ScalingFitTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @Test
  void numbersWorkedOutByHand() {
    DataSet data = load(List.of(row(1, 5, -2), row(3, 5, 0), row(5, 5, 6), row(7, 5, 4)), 2, 1);
    InputScaling standardised = ScalingFit.fit(data, ScalingChoice.STANDARDISE);
    assertThat(standardised.offsets()).containsExactly(4, 5, 2);
    assertThat(standardised.divisors())
        .containsExactly((float) Math.sqrt(5), 1, (float) Math.sqrt(10));
    InputScaling minMax = ScalingFit.fit(data, ScalingChoice.MIN_MAX);
    assertThat(minMax.offsets()).containsExactly(1, 5, -2);
    assertThat(minMax.divisors()).containsExactly(6, 1, 8);
  }

  @Test
  void whatFloatsDoNotHoldIsScaledInDoublesAndTheRestAsEver() {
    Row[] rows = {row(1, 1_700_000_001, 0.1), row(3, 1_700_000_003, 0.2)};
    DataSet data = load(List.of(rows), 2, 1);
    InputScaling standardised = ScalingFit.fit(data, null);
    assertThat(standardised.offsets()).containsExactly(2, 0, (float) ((0.1f + 0.2f) / 2.0));
    assertThat(standardised.divisors()[1]).isEqualTo(1);
    assertThat(standardised.wide()).containsExactly(new WideFeature(1, 1_700_000_002, 1));
    InputScaling minMax = ScalingFit.fit(data, ScalingChoice.MIN_MAX);
    assertThat(minMax.wide()).containsExactly(new WideFeature(1, 1_700_000_001, 2));
    assertThat(ScalingFit.fit(data, ScalingChoice.NONE)).isEqualTo(InputScaling.NONE);
    assertThat(ScalingFit.difference(standardised, perFeature(2, 0, 0), List.of())).isPresent();
    assertThat(
            ScalingFit.difference(
                InputScaling.perFeature(
                    InputScaling.Method.STANDARDISE,
                    standardised.offsets(),
                    standardised.divisors(),
                    List.of(new WideFeature(1, 7, 1))),
                standardised,
                List.of("a", "b", "c")))
        .contains(
            "feature 2 ('b'): offset 7.0 and divisor 1.0 recorded,"
                + " offset 1.700000002E9 and divisor 1.0 here");
  }

  @Test
  void columnsWithZeroInTheirRangeLoseNothingAsFloats() {
    Row[] rows = {row(-1 / 3.0, 0, -1_700_000_001), row(4 / 3.0, 1 / 3.0, -1_700_000_003)};
    InputScaling scaling = ScalingFit.fit(load(List.of(rows), 2, 1), null);
    assertThat(scaling.wide()).extracting(WideFeature::feature).containsExactly(2);
    assertThat(scaling.offsets()[1]).isEqualTo((float) ((float) (1 / 3.0) / 2.0));
  }

  /** A 0 or a -1 stands for what is missing. */
  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aSentinelAmongNumbersFarFromZeroCostsNoDigits(int sentinel) {
    List<Row> rows = new ArrayList<>(List.of(row(1, sentinel, 0.1)));
    IntStream.range(0, 400).forEach(i -> rows.add(row(i % 7, 1_700_000_000 + 10.0 * i, 0.1)));
    DataSet data = load(rows, 3, 1);
    InputScaling scaling = ScalingFit.fit(data, ScalingChoice.STANDARDISE);
    assertThat(scaling.wide()).extracting(WideFeature::feature).containsExactly(1);
    assertThat(FloatCollapse.find(data, scaling)).isEmpty();
    DataSet elsewhere = load(IdxFixture.shuffled(rows, 3), 3, 3);
    assertThat(ScalingFit.fit(elsewhere, ScalingChoice.STANDARDISE)).isEqualTo(scaling);
    // All others lie at one end of the range; what helps is the other scaling.
    InputScaling minMax = ScalingFit.fit(data, ScalingChoice.MIN_MAX);
    assertThat(FloatCollapse.find(data, minMax))
        .singleElement()
        .matches(c -> c.feature() == 1 && c.numbers() == 401)
        .extracting(c -> c.text(List.of(), "this"), STRING)
        .contains("this scales them as doubles");
  }

  /** No scaling helps numbers that are far from each other. */
  @Test
  void whereNoScalingHelpsNoneIsAdvised() {
    List<Row> rows =
        IntStream.range(0, 400)
            .mapToObj(i -> row(i % 7, (i % 2 == 0 ? 1 : -1) * (1e6 + i / 4096.0), 0.1))
            .toList();
    DataSet data = load(rows, 3, 1);
    for (ScalingChoice choice : ScalingChoice.values()) {
      assertThat(FloatCollapse.find(data, ScalingFit.fit(data, choice)))
          .singleElement()
          .extracting(c -> c.text(List.of(), "this"), STRING)
          .endsWith("; the others are too far away from them; split the column beforehand");
    }
  }

  /** Down to the smallest double, and with zeros: floats there are too far apart, or all zero. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-44, 1e-50, 1e-200, 3e-308, 4.9e-324})
  void tinyNumbersAreScaledInDoubles(double tiny) {
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, 400).forEach(i -> rows.add(row(i % 7, (i % 4 - 2) * tiny, 0.1)));
    DataSet data = load(rows, 3, 1);
    for (ScalingChoice choice : List.of(ScalingChoice.STANDARDISE, ScalingChoice.MIN_MAX)) {
      InputScaling scaling = ScalingFit.fit(data, choice);
      assertThat(scaling.wide()).extracting(WideFeature::feature).containsExactly(1);
      assertThat(FloatCollapse.find(data, scaling)).isEmpty();
      DataSet elsewhere = load(IdxFixture.shuffled(rows, 3), 3, 3);
      assertThat(ScalingFit.fit(elsewhere, choice)).isEqualTo(scaling);
    }
    assertThat(ScalingFit.fit(data, ScalingChoice.MIN_MAX).wide())
        .containsExactly(new WideFeature(1, -2 * tiny, 3 * tiny));
    if (tiny < Float.MIN_VALUE) {
      assertThat(FloatCollapse.find(data, InputScaling.NONE))
          .singleElement()
          .matches(c -> c.feature() == 1 && c.numbers() == 4 && !c.apart());
    }
  }

  /** Beside a 1 nothing tells them apart. */
  @Test
  void tinyNumbersAmongOthersAreCounted() {
    Row[] rows = {row(1, 1e-50, 0), row(2, 2e-50, 0), row(3, 1, 0), row(4, 0, 1)};
    DataSet data = load(List.of(rows), 2, 1);
    InputScaling scaling = ScalingFit.fit(data, ScalingChoice.STANDARDISE);
    assertThat(scaling.wide()).isEmpty();
    assertThat(FloatCollapse.find(data, scaling)).containsExactly(new FloatCollapse(1, 4, 2, true));
  }

  @Test
  void aWideFeatureThatNeverChangesIsDividedByOne() {
    DataSet data = load(List.of(row(1, 1_700_000_001, 0), row(3, 1_700_000_001, 1)), 2, 1);
    for (ScalingChoice choice : List.of(ScalingChoice.STANDARDISE, ScalingChoice.MIN_MAX)) {
      assertThat(ScalingFit.fit(data, choice).wide())
          .containsExactly(new WideFeature(1, 1_700_000_001, 1));
    }
  }

  @Test
  void numbersThatBecomeOneFloatAreCounted() {
    Row[] rows = {
      row(1, 1_700_000_001, 0.1), row(2, 1_700_000_002, 0.2), row(3, 1e12, 0.3), row(3, 5, 0.4)
    };
    DataSet data = load(List.of(rows), 2, 1);
    assertThat(FloatCollapse.find(data, InputScaling.NONE))
        .containsExactly(new FloatCollapse(1, 4, 3, false));
    InputScaling scaling = ScalingFit.fit(data, ScalingChoice.STANDARDISE);
    List<FloatCollapse> scaled = FloatCollapse.find(data, scaling);
    assertThat(scaled).containsExactly(new FloatCollapse(1, 4, 3, true));
    assertThat(scaled.get(0).text(List.of("a", "b", "c"), "--scaling standardise"))
        .startsWith("column 'b': 4 different numbers become 3 different floats");
    DataSet near = load(List.of(rows).subList(0, 2), 2, 1);
    InputScaling both = ScalingFit.fit(near, ScalingChoice.STANDARDISE);
    assertThat(FloatCollapse.find(near, both)).isEmpty();
  }

  @Test
  void theLayoutDoesNotShow() {
    List<Row> rows = IntStream.range(0, 500).mapToObj(ScalingFitTest::random).toList();
    InputScaling plain = ScalingFit.fit(load(rows, 5, 1), ScalingChoice.STANDARDISE);
    for (int partitions : new int[] {2, 3, 7}) {
      DataSet other = load(IdxFixture.shuffled(rows, partitions), 5, partitions);
      assertThat(ScalingFit.fit(other, ScalingChoice.STANDARDISE)).isEqualTo(plain);
    }
  }

  @Test
  void bytesAreDividedBy255AndAllElseIsStandardised() {
    assertThat(fit(row(0, 255, 7), row(1, 2, 3))).isEqualTo(InputScaling.Method.DIVIDE);
    assertThat(fit(row(0, 1, 0), row(1, 0, 1))).isEqualTo(InputScaling.Method.STANDARDISE);
    assertThat(fit(row(0, 256, 0), row(1, 0, 1))).isEqualTo(InputScaling.Method.STANDARDISE);
    assertThat(fit(row(0, 2.5, 0), row(1, 0, 1))).isEqualTo(InputScaling.Method.STANDARDISE);
    assertThat(fit(row(0, -1, 0), row(1, 9, 1))).isEqualTo(InputScaling.Method.STANDARDISE);
  }

  @Test
  void theFirstNumberThatDiffersIsNamed() {
    InputScaling one = perFeature(1, 2, 3);
    assertThat(ScalingFit.difference(one, perFeature(1, 2, 3), List.of())).isEmpty();
    assertThat(ScalingFit.difference(one, perFeature(1, 5, 4), List.of("a", "b", "c")))
        .contains("feature 2 ('b'): offset 2.0 recorded, 5.0 here");
    assertThat(ScalingFit.difference(one, perFeature(1, 2, 4), List.of()))
        .contains("feature 3: offset 3.0 recorded, 4.0 here");
    assertThat(ScalingFit.difference(InputScaling.BYTES, InputScaling.divideBy(9), List.of("a")))
        .contains("divisor 255.0 recorded, 9.0 here");
    assertThat(ScalingFit.difference(one, InputScaling.NONE, List.of()))
        .contains("standardise recorded, none here");
  }

  private static InputScaling perFeature(float... offsets) {
    float[] ones = {1, 1, 1};
    return InputScaling.perFeature(InputScaling.Method.STANDARDISE, offsets, ones);
  }

  private static InputScaling.Method fit(Row... rows) {
    return ScalingFit.fit(load(List.of(rows), 2, 1), null).method();
  }

  private static Row random(int index) {
    AddressedRandom random = AddressedRandom.of(1, "scaling").child(index);
    return row(
        random.bits(0) * 0x1p-60, random.bits(1) * 0x1p-40, 1 / (1.0 + (random.bits(2) & 7)));
  }

  private static Row row(double a, double b, double c) {
    return RowFactory.create(a > 3 ? 1 : 0, a, b, c);
  }

  private static DataSet load(List<Row> rows, int shards, int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    StructType schema = new StructType().add("label", DataTypes.IntegerType);
    for (String name : List.of("a", "b", "c")) {
      schema = schema.add(name, DataTypes.DoubleType);
    }
    TableSource table =
        TableSource.of(
            SparkSession.builder().getOrCreate().createDataFrame(rows, schema),
            "label",
            List.of(),
            null);
    return DataSet.load(spark, table, 2, new Sharding(shards, 1, partitions));
  }
}
