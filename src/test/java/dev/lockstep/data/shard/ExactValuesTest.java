package dev.lockstep.data.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.data.shard.exact.ExactValues;
import dev.lockstep.data.shard.exact.ListedValues;
import dev.lockstep.data.shard.exact.Residuals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExactValuesTest {
  private static final double[] MOSTLY_DECIMALS = {0.1, -2.7, 3, 1e-30, -123456.789, 0};
  private static final double[] DECIMALS = {1.1, 2.2, -3.3, 1e7 + 0.1, 1e30 / 3, 7};
  private static final double[] FLOATS = {1, -2, 0.5f, 0, 1e7, 255};
  private static final double[] ONE_DECIMAL = {1, 2, 3, 4, 5.1, 6};
  private static final double[] BELOW_FLOATS = {0.1, 0.2, 0.3, 1e-50, -1e-50, 0.6};

  private static ShardBlock block(double[]... rows) {
    ShardBlock block = new ShardBlock(6);
    for (double[] row : rows) {
      Example example = Example.of(0, row, 1);
      block.add(ExampleId.of(example), example);
    }
    return block.trim();
  }

  private static double[] row(ShardBlock block, int row) {
    double[] x = new double[6];
    block.copyExact(row, x, new float[6]);
    return x;
  }

  @Test
  void everyFormHoldsTheSameNumbers() {
    for (double[] others : List.of(DECIMALS, FLOATS, ONE_DECIMAL, BELOW_FLOATS)) {
      ShardBlock block = block(FLOATS, others, MOSTLY_DECIMALS, others);
      assertThat(row(block, 0)).containsExactly(FLOATS);
      assertThat(row(block, 1)).containsExactly(others);
      assertThat(row(block, 2)).containsExactly(MOSTLY_DECIMALS);
      assertThat(row(block, 3)).containsExactly(others);
    }
  }

  @Test
  void missingNumbersStayMissingAndNeedNoDouble() {
    double[] gaps = {Double.NaN, 2, Double.NaN, 0, 255, 1};
    assertThat(block(gaps).exact()).isNull();
    for (double[] others : List.of(DECIMALS, ONE_DECIMAL, BELOW_FLOATS)) {
      double[] mixed = others.clone();
      mixed[5] = Double.NaN;
      ShardBlock block = block(gaps, others, mixed);
      assertThat(row(block, 0)).containsExactly(gaps);
      assertThat(row(block, 1)).containsExactly(others);
      assertThat(row(block, 2)).containsExactly(mixed);
    }
    assertThat(block(ONE_DECIMAL, gaps).exact().features().stream()).containsExactly(4);
  }

  @Test
  void theFormFollowsFromTheNumbers() {
    assertThat(block(DECIMALS, MOSTLY_DECIMALS).exact()).isInstanceOf(Residuals.class);
    assertThat(block(DECIMALS, ONE_DECIMAL).exact()).isInstanceOf(Residuals.class);
    assertThat(block(DECIMALS, FLOATS, ONE_DECIMAL, FLOATS).exact())
        .isInstanceOf(ListedValues.class);
    assertThat(block(BELOW_FLOATS).exact()).isInstanceOf(ListedValues.class);
    assertThat(block(FLOATS).exact()).isNull();
  }

  @Test
  void residualsTakeAThirdOfTheBytes() {
    double[][] rows = new double[60][6];
    Arrays.stream(rows).forEach(row -> Arrays.setAll(row, i -> 0.1 + i));
    ExactValues residuals = block(rows).exact();
    assertThat(residuals.sizeBytes()).isEqualTo(60 * 6 * 4);
    assertThat(residuals.count()).isEqualTo(60 * 6);
  }

  @Test
  void theFeaturesWithSuchNumbersAreNamed() {
    assertThat(block(DECIMALS, FLOATS).exact().features().stream()).containsExactly(0, 1, 2, 3, 4);
    assertThat(block(FLOATS, FLOATS, ONE_DECIMAL, FLOATS).exact().features().stream())
        .containsExactly(4);
  }

  @Test
  void theyPassThroughSerialization() throws Exception {
    for (ShardBlock block :
        List.of(block(DECIMALS, MOSTLY_DECIMALS), block(BELOW_FLOATS, FLOATS))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(block);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        ShardBlock again = (ShardBlock) in.readObject();
        assertThat(row(again, 0)).containsExactly(row(block, 0));
        assertThat(row(again, 1)).containsExactly(row(block, 1));
        assertThat(again.exact()).hasSameClassAs(block.exact());
      }
    }
  }

  /** Blocks of all forms make shards of both, and the blocks do not show in the shard. */
  @Test
  void aShardHoldsTheNumbersOfItsBlocksInOneOrder() {
    ShardBlock dense = block(DECIMALS, MOSTLY_DECIMALS);
    ShardBlock none = block(FLOATS, FLOATS);
    ShardBlock listed = block(BELOW_FLOATS, ONE_DECIMAL);
    for (List<ShardBlock> blocks :
        List.of(List.of(dense), List.of(dense, none), List.of(none, dense, listed))) {
      List<double[]> expected = new ArrayList<>();
      blocks.forEach(block -> expected.addAll(List.of(row(block, 0), row(block, 1))));
      List<double[]> forward = rows(Shard.of(0, 6, blocks));
      List<ShardBlock> reversed = new ArrayList<>(blocks);
      Collections.reverse(reversed);
      List<double[]> backward = rows(Shard.of(0, 6, reversed));
      assertThat(forward.toArray(double[][]::new)).isDeepEqualTo(backward.toArray(double[][]::new));
      assertThat(forward.stream().map(Arrays::toString))
          .containsExactlyInAnyOrderElementsOf(expected.stream().map(Arrays::toString).toList());
    }
  }

  private static List<double[]> rows(Shard shard) {
    return IntStream.range(0, shard.size())
        .mapToObj(
            example -> {
              double[] x = new double[6];
              shard.copyFeatures(example, x, new float[6]);
              return x;
            })
        .toList();
  }

  /** As lists of places, and where these are equal, as lists of values. */
  @Test
  void rowsCompareByPlacesFirst() {
    List<double[]> rows =
        Stream.concat(
                Stream.of(FLOATS, DECIMALS, MOSTLY_DECIMALS, ONE_DECIMAL, BELOW_FLOATS),
                IntStream.range(0, 64)
                    .mapToObj(
                        bits ->
                            IntStream.range(0, 6)
                                .mapToDouble(i -> (bits >> i & 1) == 0 ? -0.5 : -0.1 * (i + bits))
                                .toArray()))
            .toList();
    for (double[] x : rows) {
      for (double[] y : rows) {
        int byPlace = Arrays.compare(places(x), places(y));
        int expected = byPlace != 0 ? byPlace : Arrays.compare(values(x), values(y));
        assertThat(Integer.signum(ExactValues.compare(x, y))).isEqualTo(Integer.signum(expected));
      }
    }
  }

  private static int[] places(double[] x) {
    return IntStream.range(0, x.length).filter(i -> (float) x[i] != x[i]).toArray();
  }

  private static double[] values(double[] x) {
    return Arrays.stream(x).filter(value -> (float) value != value).toArray();
  }
}
