package dev.lockstep.input;

import static dev.lockstep.input.RawColumns.COLUMNS;
import static dev.lockstep.input.RawColumns.PREPROCESSING;
import static dev.lockstep.input.RawColumns.SCALING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.NumberColumn.Kind;
import dev.lockstep.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
  private static final double GAP = Double.NaN;
  private static final int I = PREPROCESSING.inputs();

  @Test
  void numbersComeFirstThenFlagsThenCategories() {
    assertThat(PREPROCESSING.inputNames())
        .containsExactly(
            "age",
            "fare",
            "joined",
            "alone",
            "age (missing)",
            "port (missing)",
            "sex=female",
            "sex=male",
            "deck=",
            "deck=A",
            "deck=B",
            "deck (other)",
            "port=1",
            "port=2");
    assertThat(I).isEqualTo(14);
    assertThat(PREPROCESSING.cells()).isEqualTo(7);
    assertThat(PREPROCESSING.numbers()).isEqualTo(4);
  }

  /** Worked out by hand. */
  @Test
  void everyCellHasItsInputs() {
    double[] rows = {
      1, 42, 2, 13, 1e4 + 3, 0, 1, //
      -1, GAP, GAP, 10, GAP, GAP, 0.5, //
      0, 30, -1, 7, 1e4, 1, 0,
    };
    float[] expected = {
      1,
      1,
      1.5f,
      2,
      0,
      0,
      0,
      1,
      0,
      0,
      1,
      0,
      1,
      0, //
      -0.5f / 12,
      0,
      0.5f,
      0,
      1,
      1,
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      1, //
      0,
      -1,
      0,
      -2,
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      1,
      0,
      1,
    };
    assertThat(dense(rows, 0, 3)).containsExactly(expected);
    assertThat(sparse(rows, 0, 3)).containsExactly(expected);
    assertThat(dense(rows, 2, 1)).containsExactly(Arrays.copyOfRange(expected, 28, 42));
    assertThat(sparse(rows, 1, 1)).containsExactly(Arrays.copyOfRange(expected, 14, 28));
  }

  @Test
  void compressedRowsHoldNoZeros() {
    CsrMatrix matrix = new CsrMatrix(I);
    PREPROCESSING.encode(new double[] {-1, 30, 0, 10, 1e4, 0, 0.5}, 0, 1, matrix);
    assertThat(matrix.entries()).isEqualTo(2);
    assertThat(matrix.indices()).startsWith(8, 12);
  }

  /** The numbers are those of a plain table, bit for bit. */
  @Test
  void numbersAreScaledAsThoseOfPlainTables() {
    for (InputScaling scaling :
        List.of(InputScaling.NONE, InputScaling.divideBy(3), InputScaling.BYTES, SCALING)) {
      List<InputColumn> columns = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        columns.add(new NumberColumn("x" + i, Kind.NUMBER, 0.1, false));
      }
      double[] x = {0.1, -3e7 - 1, 1e4 + 77, 1 / 3d, 1e-9, 5, 1e4 - 0.125, -0.7};
      float[] expected = new float[8];
      scaling.narrow(x, 0, 2, 4, expected);
      scaling.apply(expected, 2, 4);
      float[] encoded = new float[8];
      Preprocessing.of(columns, scaling).encode(x, 0, 2, encoded);
      assertThat(encoded).as(scaling.toString()).containsExactly(expected);
    }
  }

  @Test
  void tablesOfNumbersAloneArePlain() {
    List<InputColumn> numbers = List.of(NumberColumn.of("a"), NumberColumn.of("b"));
    Preprocessing plain = Preprocessing.of(numbers, InputScaling.BYTES);
    assertThat(plain.isPlain()).isTrue();
    assertThat(plain).isEqualTo(Preprocessing.plain(2, InputScaling.BYTES));
    assertThat(PREPROCESSING.isPlain()).isFalse();
    List<InputColumn> dates = List.of(new NumberColumn("a", Kind.DATE, null, false));
    assertThat(Preprocessing.of(dates, InputScaling.BYTES).isPlain()).isFalse();
    assertThatThrownBy(() -> plain.encode(new double[2], 0, 1, new float[2]))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2, column sex: 2.0 is not the place of a category",
    "0, 0.5, column sex: 0.5 is not the place of a category",
    "0, -2, column sex: -2.0 is not the place of a category",
    "0, NaN, column sex is empty",
    "3, NaN, column fare is empty",
    "5, -1, column port: -1.0 is not a category that training has seen",
  })
  void cellsThatAreNotTheColumnsAreRefused(int column, double cell, String message) {
    double[] row = {0, 1, 1, 1, 1, 1, 1};
    row[column] = cell;
    assertThatThrownBy(() -> dense(row, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> sparse(row, 0, 1)).hasMessage(message);
  }

  @Test
  void wrongColumnsAreRefused() {
    refused(() -> category(List.of(), Unseen.OTHER, null, false), "column c has no categories");
    refused(
        () -> category(List.of("b", "a"), Unseen.OTHER, null, false),
        "column c: category \"a\" is not behind \"b\"");
    refused(
        () -> category(List.of("a", "a"), Unseen.OTHER, null, false),
        "column c: category \"a\" is not behind \"a\"");
    refused(
        () -> category(List.of("a"), Unseen.REFUSE, "b", false),
        "column c: a missing cell's text is not a category");
    refused(
        () -> category(List.of("a"), Unseen.ZEROS, null, true),
        "column c: a flag, but no cell is missing");
    refused(
        () -> new NumberColumn("n", Kind.NUMBER, Double.POSITIVE_INFINITY, false),
        "column n: a missing cell's number is Infinity");
    refused(
        () -> new NumberColumn("n", Kind.NUMBER, null, true),
        "column n: a flag, but no cell is missing");
    refused(
        () -> Preprocessing.of(COLUMNS.subList(0, 2), SCALING),
        "an input scaling of 4 features, for 1");
  }

  private static CategoryColumn category(
      List<String> categories, Unseen unseen, String fill, boolean flag) {
    return new CategoryColumn("c", categories, unseen, fill, flag);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void textsAreFoundByTheirCodePoints() {
    // U+FF5E sorts below U+1F600, whose surrogates are less as chars.
    CategoryColumn column =
        category(List.of("", "A", "b", "\uFF5E", "\uD83D\uDE00"), Unseen.ZEROS, null, false);
    assertThat(column.code("\uD83D\uDE00")).isEqualTo(4);
    assertThat(column.code("\uFF5E")).isEqualTo(3);
    assertThat(column.code("")).isZero();
    assertThat(column.code("B")).isEqualTo(-1);
    CategoryColumn strict = category(List.of("a"), Unseen.REFUSE, null, false);
    refused(() -> strict.code("b"), "is not a category that training has seen");
  }

  @Test
  void cellsOfAllTypesAreRead() {
    InputColumn port = COLUMNS.get(5);
    assertThat(port.cell("2.0")).isEqualTo(1);
    assertThat(port.cell(1, "1")).isZero();
    assertThat(port.cell("")).isNaN();
    assertThatThrownBy(() -> port.cell("3")).hasMessage("is not a category that training has seen");
    InputColumn day = COLUMNS.get(4);
    assertThat(day.cell("1970-01-11")).isEqualTo(10);
    assertThat(day.cell(-3.5, "-3.5")).isEqualTo(-3.5);
    refused(() -> day.cell("11.1.1970"), "is not a date such as 2024-02-29");
    InputColumn fare = COLUMNS.get(3);
    refused(() -> fare.cell("3"), "is not a number");
    refused(() -> fare.cell(""), "is empty");
    refused(() -> fare.cell(1e39, "1e39"), "is larger than a float can be");
    refused(() -> fare.cell(Double.NaN, "NaN"), "is not a finite number");
    InputColumn time = new NumberColumn("t", Kind.TIMESTAMP, null, false);
    assertThat(time.cell("1970-01-02T00:00:01.5Z")).isEqualTo(86401.5);
    assertThat(time.cell("1970-01-02 00:00:01.500000")).isEqualTo(86401.5);
    assertThat(time.cell("1970-01-02T01:00:01.5+01:00")).isEqualTo(86401.5);
    assertThat(time.cell("1970-01-02")).isEqualTo(86400);
    assertThat(time.cell("1969-12-31T23:59:59.25Z")).isEqualTo(-0.75);
    refused(() -> time.cell("1970-01-02T25:00:00Z"), "is not a time such as 2024-02-29T13:05:00Z");
    refused(() -> time.cell("soon"), "is not a time such as 2024-02-29T13:05:00Z");
  }

  @Test
  void theFirstDifferenceIsNamed() {
    assertThat(PREPROCESSING.difference(Preprocessing.of(COLUMNS, SCALING))).isEmpty();
    assertThat(PREPROCESSING.difference(Preprocessing.plain(7, InputScaling.NONE)))
        .contains("7 columns against 7, one of them plain");
    List<InputColumn> changed = new ArrayList<>(COLUMNS);
    changed.set(3, new NumberColumn("fare", Kind.NUMBER, 0.0, false));
    assertThat(PREPROCESSING.difference(Preprocessing.of(changed, SCALING)).orElseThrow())
        .contains("fare", "null", "0.0");
    assertThat(PREPROCESSING.difference(Preprocessing.of(COLUMNS, InputScaling.NONE)))
        .contains("input scaling standardise against none");
  }

  private static float[] dense(double[] rows, int first, int count) {
    float[] inputs = new float[count * I];
    Arrays.fill(inputs, 99);
    PREPROCESSING.encode(rows, first, count, inputs);
    return inputs;
  }

  private static float[] sparse(double[] rows, int first, int count) {
    CsrMatrix matrix = new CsrMatrix(I);
    float[] inputs = new float[count * I];
    for (int r = 0; r < count; r++) {
      int before = matrix.entries();
      PREPROCESSING.encode(rows, first + r, 1, matrix);
      for (int e = before; e < matrix.entries(); e++) {
        assertThat(e == before || matrix.indices()[e] > matrix.indices()[e - 1]).isTrue();
        inputs[r * I + matrix.indices()[e]] = matrix.values()[e];
      }
    }
    return inputs;
  }
}
