package dev.lockstep.data.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.CsrMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsrRowsTest {
  private static final int COUNT = 50;

  @ParameterizedTest
  @CsvSource({"1,0.2,1", "7,0,1", "100,0.3,1", "100,0.3,0.5", "100,1,-1", "65536,0.01,1"})
  void holdTheSameNumbersAsDenseRows(int features, double density, float unit) {
    Rows dense = rows(features, density, unit);
    CsrRows sparse = new CsrRows(dense);
    assertThat(dense.areBytes()).isEqualTo(density == 0 || unit == 1);
    float[] expected = new float[features + 2];
    float[] actual = new float[features + 2];
    assertThat(sparse.range()).isEqualTo(dense.range());
    assertThat(sparse.entries()).isEqualTo(dense.entries());
    CsrMatrix fromDense = new CsrMatrix(features);
    CsrMatrix fromSparse = new CsrMatrix(features);
    for (int row = 0; row < COUNT; row++) {
      dense.copyTo(row, expected, 1);
      sparse.copyTo(row, actual, 1);
      assertThat(actual).isEqualTo(expected);
      dense.appendTo(row, fromDense);
      sparse.appendTo(row, fromSparse);
    }
    assertThat(fromSparse.rows()).isEqualTo(fromDense.rows());
    assertThat(fromSparse.entries()).isEqualTo(fromDense.entries());
    for (int n = 0; n < fromDense.entries(); n++) {
      assertThat(fromSparse.indices()[n]).isEqualTo(fromDense.indices()[n]);
      assertThat(fromSparse.values()[n]).isEqualTo(fromDense.values()[n]);
    }
  }

  @Test
  void oneFeatureInThreeIsSparseAndMoreIsNot() {
    Rows rows = new Rows(3);
    rows.add(new float[] {0, 200, 0});
    assertThat(CsrRows.isSparse(rows)).isTrue();
    rows.add(new float[] {0, 0, 0});
    rows.add(new float[] {1, 0, 1});
    assertThat(CsrRows.isSparse(rows)).isTrue();
    rows.add(new float[] {1, 0, 1});
    assertThat(CsrRows.isSparse(rows)).isFalse();
  }

  @Test
  void moreFeaturesThanACharCountsStayDense() {
    Rows rows = new Rows(65_537);
    rows.add(new float[65_537]);
    assertThat(CsrRows.isSparse(rows)).isFalse();
  }

  private static Rows rows(int features, double density, float unit) {
    AddressedRandom random = AddressedRandom.of(1, "rows");
    Rows rows = new Rows(features);
    for (int row = 0; row < COUNT; row++) {
      float[] x = new float[features];
      for (int i = 0; i < features; i++) {
        long address = (long) row * features + i;
        boolean inked = random.uniform(address) < density;
        x[i] = inked ? unit * (1 + (int) (random.child(1).uniform(address) * 255)) : 0;
      }
      rows.add(x);
    }
    return rows;
  }
}
