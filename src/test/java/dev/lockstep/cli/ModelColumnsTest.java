package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.input.RawColumns;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelColumnsTest {
  @Test
  void everyColumnHasALine() {
    assertThat(ModelColumns.lines(RawColumns.PREPROCESSING))
        .containsExactly(
            "column sex: 2 categories female, male; others as none of them",
            "column age: number of mean 30.0, deviation 12.0; missing as 29.5, with a flag",
            "column deck: 3 categories (missing), A, B; others as one more; missing as (missing)",
            "column fare: number of mean 10.0, deviation 3.0",
            "column joined: date of mean 10000.0, deviation 2.0; missing as 10001.0",
            "column port: 2 categories 1, 2; others are refused; missing as 2, with a flag",
            "column alone: number of mean 0.5, deviation 0.25");
    assertThat(ModelColumns.lines(Preprocessing.plain(3, InputScaling.BYTES))).isEmpty();
  }

  @Test
  void aTextIsToldFromTheMarkOfMissingCells() {
    CategoryColumn with =
        new CategoryColumn("k", List.of("", "(missing)", "a, b"), Unseen.ZEROS, "", false);
    CategoryColumn without = new CategoryColumn("k", List.of("a"), Unseen.OTHER, "", false);
    assertThat(ModelColumns.lines(Preprocessing.of(List.of(with, without), InputScaling.NONE)))
        .containsExactly(
            "column k: 3 categories (missing), \"(missing)\", \"a, b\"; others as none of them;"
                + " missing as (missing)",
            "column k: 1 category a; others as one more; missing as one more");
  }
}
