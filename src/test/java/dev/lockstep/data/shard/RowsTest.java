package dev.lockstep.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {

  @Test
  void everyByteComesBackAndTakesAByte() {
    Rows rows = new Rows(256);
    float[] all = new float[256];
    for (int i = 0; i < 256; i++) {
      all[i] = i;
    }
    rows.add(all);
    assertThat(row(rows, 0)).containsExactly(all);
    assertThat(rows.sizeBytes()).isEqualTo(256);
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        0.5f,
        -1,
        256,
        255.00002f,
        1e30f,
        Float.MIN_VALUE,
        Float.NEGATIVE_INFINITY,
        Float.POSITIVE_INFINITY,
        Float.NaN
      })
  void aValueThatIsNoByteComesBackAndSoDoTheRowsAroundIt(float value) {
    Rows rows = new Rows(2);
    List<float[]> added =
        List.of(
            new float[] {0, 255},
            new float[] {7, 128},
            new float[] {3, value},
            new float[] {200, 1},
            new float[] {value, 0.25f});
    for (int i = 0; i < added.size(); i++) {
      rows.add(added.get(i));
      for (int before = 0; before <= i; before++) {
        assertThat(row(rows, before)).containsExactly(added.get(before));
      }
    }
    assertThat(rows.count()).isEqualTo(5);
  }

  /** Else equal examples, those with equal ids, could differ. */
  @Test
  void minusZeroComesBackAsZeroFromBytesAndFromFloats() {
    Rows bytes = new Rows(1);
    bytes.add(new float[] {-0f});
    assertThat(Float.floatToRawIntBits(row(bytes, 0)[0])).isZero();
    Rows floats = new Rows(2);
    floats.add(new float[] {-0f, 0.5f});
    assertThat(Float.floatToRawIntBits(row(floats, 0)[0])).isZero();
  }

  @Test
  void aRowIsWrittenWhereItIsAskedForAndNowhereElse() {
    for (float last : new float[] {4, 4.5f}) {
      Rows rows = new Rows(2);
      rows.add(new float[] {1, 2});
      rows.add(new float[] {3, last});
      float[] x = {-1, -1, -1, -1};
      rows.copyTo(1, x, 1);
      assertThat(x).containsExactly(-1, 3, last, -1);
    }
  }

  @Test
  void reserveMakesRoomForSoManyRowsAndTrimsToAsMany() {
    for (float last : new float[] {4, 4.5f}) {
      int valueBytes = last == 4 ? 1 : 4;
      Rows rows = new Rows(2);
      rows.add(new float[] {1, 2});
      rows.add(new float[] {3, last});
      rows.reserve(100);
      assertThat(rows.sizeBytes()).isEqualTo(200L * valueBytes);
      rows.reserve(2);
      assertThat(rows.sizeBytes()).isEqualTo(4L * valueBytes);
      rows.add(new float[] {5, 6});
      assertThat(List.of(row(rows, 0), row(rows, 1), row(rows, 2)))
          .containsExactly(new float[] {1, 2}, new float[] {3, last}, new float[] {5, 6});
    }
  }

  @Test
  void manyRowsComeBackAfterEveryGrowth() {
    Rows rows = new Rows(3);
    List<float[]> added = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      added.add(new float[] {i % 256, i >> 8, i < 600 ? 0 : i});
      rows.add(added.get(i));
    }
    for (int i = 0; i < added.size(); i++) {
      assertThat(row(rows, i)).containsExactly(added.get(i));
    }
  }

  @Test
  void moreThanAnArrayHoldsIsRefusedWithAWayOut() {
    Rows rows = new Rows(1 << 24);
    assertThatThrownBy(() -> rows.reserve(128))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("128 examples", "16777216 features", "more shards");
  }

  private static float[] row(Rows rows, int row) {
    float[] x = new float[rows.features()];
    rows.copyTo(row, x, 0);
    return x;
  }
}
