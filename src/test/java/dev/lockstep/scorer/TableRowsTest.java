package dev.lockstep.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.InputColumn;
import java.math.BigDecimal;
import java.nio.CharBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows of a table with categories and gaps, as Java's values. */
class TableRowsTest {
  private static final Scorer SCORER = Scorer.of(RawTable.MODEL);

  @Test
  void rowsHaveTheSameBitsInEveryForm() {
    List<Map<String, Object>> rows = RawTable.values();
    List<Prediction> named = SCORER.predictRows(rows);
    List<Prediction> raw = SCORER.predictAll(RawTable.raw());
    float[] expected = RawTable.probabilities();
    for (int r = 0; r < rows.size(); r++) {
      float[] own = Arrays.copyOfRange(expected, 3 * r, 3 * r + 3);
      Object[] values = rows.get(r).values().toArray();
      double[] cells = Arrays.copyOfRange(RawTable.raw(), 7 * r, 7 * r + 7);
      for (Prediction found :
          List.of(
              named.get(r),
              raw.get(r),
              SCORER.predict(rows.get(r)),
              SCORER.predict(values),
              SCORER.predict(cells))) {
        assertThat(found.outputs()).as("row %d", r).containsExactly(own);
      }
    }
    assertThat(expected).doesNotHaveDuplicates();
  }

  @Test
  void valuesOfManyTypesAreTheSameCell() {
    float[] expected = SCORER.predict("female", 42, "A", 13, "1997-05-22", "1", true).outputs();
    List<Object[]> same =
        List.of(
            new Object[] {"female", 42L, 'A', 13f, LocalDate.of(1997, 5, 22), 1, 1},
            new Object[] {
              CharBuffer.wrap("female"), 42.0, "A", new BigDecimal("13.00"), 10003, 1.0, 1f
            },
            new Object[] {"female", (short) 42, "A", 13, 10003.0, new BigDecimal("1.00"), true});
    for (Object[] row : same) {
      assertThat(SCORER.predict(row).outputs()).containsExactly(expected);
    }
  }

  @Test
  void nanIsAMissingCell() {
    for (Object nan : new Object[] {Double.NaN, Float.NaN}) {
      assertThat(SCORER.predict("female", nan, nan, 13, 10003, nan, true).outputs())
          .containsExactly(SCORER.predict("female", null, null, 13, 10003, null, true).outputs());
    }
  }

  @Test
  void theColumnsAreTold() {
    assertThat(SCORER.columns())
        .extracting(InputColumn::name)
        .containsExactly(RawTable.HEADER.split(",", -1));
    assertThat(SCORER.features()).isEqualTo(7);
  }

  @Test
  void wrongCellsAreRefused() {
    refused("sex", null, "column sex is empty");
    refused("fare", "13", "column fare: \"13\" is not a number");
    refused("fare", null, "column fare is empty");
    refused("fare", 1e39, "column fare: \"1.0E39\" is larger than a float can be");
    refused("fare", Float.NaN, "column fare: \"NaN\" is not a finite number");
    refused("joined", "1.1.1997", "column joined: \"1.1.1997\" is not a date such as 2024-02-29");
    refused("port", "3", "column port: \"3\" is not a category that training has seen");
    refused("deck", List.of(), "column deck: a java.util.ImmutableCollections$ListN is not a cell");
    assertThatThrownBy(() -> SCORER.predict(Map.of("sex", "male")))
        .hasMessage("there is no column age");
    assertThatThrownBy(() -> SCORER.predict("male", 3))
        .hasMessage("2 features, where the model has 7");
    double[] raw = RawTable.raw();
    raw[7 + 3] = Double.NaN;
    assertThatThrownBy(() -> SCORER.predictAll(raw)).hasMessage("row 2: column fare is empty");
    raw[7 + 3] = 1;
    raw[7] = 2;
    assertThatThrownBy(() -> SCORER.predictAll(raw))
        .hasMessage("row 2: column sex: 2.0 is not the place of a category");
  }

  private static void refused(String column, Object value, String message) {
    Map<String, Object> row = new HashMap<>(RawTable.values().get(0));
    row.put(column, value);
    assertThatThrownBy(() -> SCORER.predict(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> SCORER.predictRows(List.of(RawTable.values().get(1), row)))
        .hasMessage("row 2: " + message);
  }
}
