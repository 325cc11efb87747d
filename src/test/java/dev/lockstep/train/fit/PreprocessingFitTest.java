package dev.lockstep.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.lockstep.data.CellText;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.NumberColumn.Kind;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.testing.LocalSpark;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class PreprocessingFitTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final List<String> TEXTS = List.of("a", "b", "c", "d", "never");

  /** Two columns of numbers and one of categories, all with gaps. */
  private static final List<InputColumn> COLUMNS =
      List.of(
          new NumberColumn("near", Kind.NUMBER, 0.0, false),
          new CategoryColumn("kind", TEXTS, Unseen.ZEROS, "a", false),
          new NumberColumn("far", Kind.NUMBER, 0.0, false));

  private static List<double[]> rows(int count) {
    Random random = new Random(5);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double near = random.nextInt(9) - 4.5;
      double far = random.nextBoolean() ? random.nextGaussian() * 1e6 + 0.1 : -random.nextInt(3);
      int code = (int) Math.min(3, Math.abs(random.nextGaussian() * 2));
      rows.add(
          new double[] {
            random.nextInt(5) == 0 ? Double.NaN : near,
            random.nextInt(7) == 0 ? Double.NaN : code,
            random.nextInt(4) == 0 ? Double.NaN : far
          });
    }
    return rows;
  }

  private static DataSet dataSet(List<double[]> rows, int shards, int partitions) {
    List<Example> examples =
        rows.stream().map(row -> Example.of(0, row, 1, texts(row))).collect(Collectors.toList());
    Sharding sharding = new Sharding(shards, 1, partitions);
    DataSet plain = ShardFixture.dataSet(SPARK.on("local[2]"), examples, sharding);
    return new DataSet("rows", plain.shards(), 3, plain.statistics(), COLUMNS);
  }

  private static CellText[] texts(double[] row) {
    return Double.isNaN(row[1])
        ? new CellText[0]
        : new CellText[] {
          new CellText(1, TEXTS.get((int) row[1]).getBytes(StandardCharsets.UTF_8))
        };
  }

  private static InputChoices choices(
      MissingCells missing, Integer maxCategories, boolean refuse, boolean flag) {
    return new InputChoices(
        null, null, null, null, maxCategories, refuse, missing, flag, null, null, false);
  }

  private static Preprocessing fit(DataSet data, MissingCells missing) {
    return PreprocessingFit.fit(data, choices(missing, null, false, true), null);
  }

  private static double fill(Preprocessing fitted, int column) {
    return ((NumberColumn) fitted.columns().get(column)).fill();
  }

  private static double[] present(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).filter(x -> !Double.isNaN(x)).toArray();
  }

  @Test
  void whatStandsForMissingNumbersIsWhatANaiveReckoningGives() {
    for (int count : new int[] {301, 302}) {
      List<double[]> rows = rows(count);
      DataSet data = dataSet(rows, 3, 2);
      for (int column : new int[] {0, 2}) {
        double[] numbers = present(rows, column);
        BigDecimal sum =
            Arrays.stream(numbers)
                .mapToObj(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        double mean =
            sum.divide(BigDecimal.valueOf(numbers.length), new MathContext(1_000)).doubleValue();
        assertThat(fill(fit(data, MissingCells.MEAN), column)).isEqualTo(mean);
        Arrays.sort(numbers);
        double low = numbers[(numbers.length - 1) / 2];
        double high = numbers[numbers.length / 2];
        assertThat(fill(fit(data, MissingCells.MEDIAN), column)).isEqualTo(low / 2 + high / 2);
        Map<Double, Long> counts = new TreeMap<>();
        Arrays.stream(numbers).forEach(x -> counts.merge(x, 1L, Long::sum));
        long most = Collections.max(counts.values());
        double first =
            counts.entrySet().stream().filter(e -> e.getValue() == most).findFirst().get().getKey();
        assertThat(fill(fit(data, MissingCells.MOST_FREQUENT), column)).isEqualTo(first);
        assertThat(fill(fit(data, MissingCells.ZERO), column)).isZero();
      }
    }
  }

  @Test
  void theOrderOfTheRowsAndTheLayoutHaveNoInfluence() {
    List<double[]> rows = rows(400);
    for (MissingCells missing : MissingCells.values()) {
      if (missing == MissingCells.REFUSE) {
        continue;
      }
      Preprocessing first = fit(dataSet(rows, 4, 1), missing);
      List<double[]> turned = new ArrayList<>(rows);
      Collections.shuffle(turned, new Random(1));
      assertThat(fit(dataSet(turned, 4, 1), missing)).isEqualTo(first);
      assertThat(fit(dataSet(turned, 4, 3), missing)).isEqualTo(first);
      // The scaling is summed shard by shard; all else depends on no division at all.
      assertThat(fit(dataSet(turned, 7, 2), missing).columns()).isEqualTo(first.columns());
    }
  }

  @Test
  void theScalingIsThatOfTheFilledNumbers() {
    List<double[]> rows = rows(300);
    Preprocessing fitted = fit(dataSet(rows, 1, 1), MissingCells.MEAN);
    double fill = fill(fitted, 0);
    double[] filled =
        rows.stream().mapToDouble(row -> Double.isNaN(row[0]) ? fill : row[0]).toArray();
    double mean = Arrays.stream(filled).average().orElseThrow();
    double variance =
        Arrays.stream(filled).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(fitted.numbers()).isEqualTo(2);
    assertThat((double) fitted.scaling().offsets()[0]).isCloseTo(mean, offset(1e-6));
    assertThat((double) fitted.scaling().divisors()[0])
        .isCloseTo(Math.sqrt(variance), offset(1e-6));
  }

  @Test
  void categoriesAreThoseOfTheTrainingRowsAndTheRestSharesAnInput() {
    DataSet data = dataSet(rows(400), 2, 1);
    CategoryColumn own = kind(fit(data, MissingCells.MEAN));
    assertThat(own.categories()).containsExactly("", "a", "b", "c", "d");
    assertThat(own.unseen()).isEqualTo(Unseen.ZEROS);
    assertThat(own.fill()).isEmpty();
    assertThat(own.flag()).isFalse();
    CategoryColumn frequent = kind(fit(data, MissingCells.MOST_FREQUENT));
    assertThat(frequent.categories()).containsExactly("a", "b", "c", "d");
    assertThat(frequent.fill()).isEqualTo("a");
    assertThat(frequent.flag()).isTrue();
    CategoryColumn few =
        kind(PreprocessingFit.fit(data, choices(MissingCells.MEAN, 2, false, false), null));
    assertThat(few.categories()).containsExactly("a", "b");
    assertThat(few.unseen()).isEqualTo(Unseen.OTHER);
    assertThatThrownBy(
            () -> PreprocessingFit.fit(data, choices(MissingCells.MEAN, 2, true, false), null))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "rows: column 'kind' has 5 categories, of which 2 are kept, and other texts are refused;"
                + " raise maxCategories");
  }

  private static CategoryColumn kind(Preprocessing fitted) {
    return (CategoryColumn) fitted.columns().get(1);
  }

  @Test
  void aColumnWithoutAnythingToLearnFromIsRefused() {
    List<double[]> empty = new ArrayList<>();
    rows(50).forEach(row -> empty.add(new double[] {Double.NaN, row[1], row[2]}));
    assertThatThrownBy(() -> fit(dataSet(empty, 1, 1), MissingCells.MEAN))
        .hasMessage("rows: column 'near' has no number in the training set; exclude leaves it out");
  }

  /** Few categories make dense rows, many make compressed ones; both hold what encoding gives. */
  @Test
  void encodedShardsHoldTheNetworksInputsDenseOrCompressed() {
    for (boolean sparse : new boolean[] {false, true}) {
      List<String> texts =
          IntStream.range(0, sparse ? 40 : 2).mapToObj(i -> "t" + (10 + i)).toList();
      List<InputColumn> columns =
          List.of(
              new NumberColumn("x", Kind.NUMBER, 0.0, false),
              new CategoryColumn("t", texts, Unseen.ZEROS, texts.get(0), false));
      List<Example> examples = new ArrayList<>();
      Random random = new Random(2);
      for (int i = 0; i < 1_300; i++) {
        int code = random.nextInt(texts.size());
        double x = random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian();
        CellText text = new CellText(1, texts.get(code).getBytes(StandardCharsets.UTF_8));
        examples.add(Example.of(0, new double[] {x, code}, 1, new CellText[] {text}));
      }
      DataSet plain = ShardFixture.dataSet(SPARK.on("local[2]"), examples, new Sharding(1, 1, 1));
      DataSet read = new DataSet("rows", plain.shards(), 2, plain.statistics(), columns);
      Preprocessing fitted =
          PreprocessingFit.fit(
              read, choices(MissingCells.MEAN, null, false, true), ScalingChoice.STANDARDISE);
      assertThat(fitted.inputs()).isEqualTo(2 + texts.size());
      var before = read.shards().first();
      DataSet encoded = read.prepared(fitted, List.of("x", "t"));
      var shard = encoded.shards().first();
      assertThat(shard.isEncoded()).isTrue();
      assertThat(shard.isCompressed()).isEqualTo(sparse);
      assertThat(shard.size()).isEqualTo(1_300);
      float[] expected = new float[fitted.inputs()];
      float[] actual = new float[fitted.inputs()];
      double[] raw = new double[2];
      for (int i = 0; i < shard.size(); i++) {
        before.copyFeatures(i, raw, new float[2]);
        fitted.encode(raw, 0, 1, expected);
        shard.copyFeatures(i, actual, 0);
        assertThat(actual).isEqualTo(expected);
        assertThat(shard.idHigh(i)).isEqualTo(before.idHigh(i));
      }
      assertThat(encoded.columns()).isEmpty();
      assertThat(encoded.features()).isEqualTo(fitted.inputs());
    }
  }
}
