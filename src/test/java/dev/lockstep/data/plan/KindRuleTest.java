package dev.lockstep.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.data.table.CellReader.Truth;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.text.SettingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class KindRuleTest {
  private static final TableColumn COLUMN = TableColumn.text("x", 0);

  private static ColumnCounts counts(List<String> cells) {
    ColumnCounts counts = new ColumnCounts(COLUMN, /* withTexts= */ true);
    for (String cell : cells) {
      counts.add(new GenericInternalRow(new Object[] {UTF8String.fromString(cell)}));
    }
    return counts.settle();
  }

  private static PlannedColumn decided(InputChoices choices, List<String> cells) {
    PlannedColumn decided = new KindRule("t", choices, /* typed= */ false).decide(counts(cells));
    // In another order and in two parts, it is the same.
    List<String> turned = new ArrayList<>(cells);
    Collections.shuffle(turned, new Random(1));
    int half = turned.size() / 2;
    ColumnCounts parts = counts(turned.subList(half, turned.size()));
    parts.plus(counts(turned.subList(0, half)));
    assertThat(new KindRule("t", choices, /* typed= */ false).decide(parts)).isEqualTo(decided);
    return decided;
  }

  private static PlannedColumn decided(String... cells) {
    return decided(InputChoices.DEFAULT, List.of(cells));
  }

  private static List<String> times(int count, String... cells) {
    return IntStream.range(0, count).mapToObj(i -> cells[i % cells.length]).toList();
  }

  private static InputColumn input(PlannedColumn column) {
    return column.input().orElseThrow();
  }

  @Test
  void cellsTellWhatAColumnIs() {
    assertThat(input(decided("1", "2.5", "", "-1e3"))).isInstanceOf(NumberColumn.class);
    assertThat(decided("TRUE", "false").truth()).isEqualTo(Truth.ONLY);
    assertThat(decided("2026-01-31", " ").reason()).isEqualTo("dates");
    assertThat(decided("2026-01-31", "2026-01-31 12:00").reason()).isEqualTo("times");
    assertThat(decided("", " ").reason()).isEqualTo("empty in every row");
    assertThat(decided("a", "a").reason()).isEqualTo("the same text in every row");
    assertThat(((CategoryColumn) input(decided("b", "a", "b", "1.0", "01"))).categories())
        .containsExactly("01", "1", "a", "b");
  }

  @Test
  void aFewTextsAmongNumbersAreNoCategories() {
    List<String> cells = new ArrayList<>(times(95, "1", "2", "3"));
    cells.addAll(times(5, "?"));
    assertThat(input(decided(InputChoices.DEFAULT, cells))).isInstanceOf(NumberColumn.class);
    cells.addAll(times(5, "none"));
    assertThat(input(decided(InputChoices.DEFAULT, cells))).isInstanceOf(CategoryColumn.class);
  }

  /** As of numbers: the cell that is of another kind is to be refused with its row. */
  @Test
  void aFewTextsAmongDatesOrTruthsAreNoCategories() {
    List<String> days =
        IntStream.range(0, 19).mapToObj(i -> "2026-01-" + (10 + i)).collect(Collectors.toList());
    days.add("2026-02-30");
    assertThat(decided(InputChoices.DEFAULT, days).reason()).isEqualTo("dates");
    InputChoices dates =
        new InputChoices(null, null, null, null, null, null, null, null, true, null, false);
    NumberColumn days1970 = (NumberColumn) input(decided(dates, days));
    assertThat(days1970.kind()).isEqualTo(NumberColumn.Kind.DATE);
    List<String> truths = new ArrayList<>(times(19, "true", "FALSE"));
    truths.add("7");
    assertThat(decided(InputChoices.DEFAULT, truths).truth()).isEqualTo(Truth.ONLY);
    truths.add("flase");
    assertThat(input(decided(InputChoices.DEFAULT, truths))).isInstanceOf(CategoryColumn.class);
  }

  @Test
  void nearlyAsManyTextsAsRowsAreAnId() {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "n" + i % 60).toList();
    assertThat(decided(InputChoices.DEFAULT, names).reason()).isEqualTo(PlannedColumn.LIKE_IDS);
    InputChoices categorical =
        new InputChoices(
            null, null, null, List.of("x*"), null, null, null, null, null, null, false);
    assertThat(((CategoryColumn) input(decided(categorical, names))).categories()).hasSize(60);
  }

  @Test
  void choicesOfColumnsAreNamesOrPatterns() {
    InputChoices choices =
        new InputChoices(
            List.of("a*", "b"),
            List.of("*z"),
            "ab",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false);
    assertThat(choices.reasonAgainst("ab")).contains("the rows' id");
    assertThat(choices.reasonAgainst("a.z")).contains("excluded");
    assertThat(choices.reasonAgainst("bc")).contains("not among the features that are named");
    assertThat(List.of("a", "a b", "b")).allMatch(name -> choices.reasonAgainst(name).isEmpty());
    assertThat(choices.unknown(List.of("ab", "b"))).contains("*z");
    assertThatThrownBy(
            () ->
                new InputChoices(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    MissingCells.REFUSE,
                    true,
                    null,
                    null,
                    false))
        .isInstanceOf(SettingException.class);
  }
}
