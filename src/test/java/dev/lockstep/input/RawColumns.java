package dev.lockstep.input;

import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.NumberColumn.Kind;
import java.util.List;

/** A table of every kind of column: K = 7, N = 4, I = 14. */
public final class RawColumns {
  public static final List<InputColumn> COLUMNS =
      List.of(
          new CategoryColumn("sex", List.of("female", "male"), Unseen.ZEROS, null, false),
          new NumberColumn("age", Kind.NUMBER, 29.5, true),
          new CategoryColumn("deck", List.of("", "A", "B"), Unseen.OTHER, "", false),
          NumberColumn.of("fare"),
          new NumberColumn("joined", Kind.DATE, 1e4 + 1, false),
          new CategoryColumn("port", List.of("1", "2"), Unseen.REFUSE, "2", true),
          NumberColumn.of("alone"));

  /** "joined" is scaled in doubles. */
  public static final InputScaling SCALING =
      InputScaling.perFeature(
          InputScaling.Method.STANDARDISE,
          new float[] {30, 10, 0, 0.5f},
          new float[] {12, 3, 1, 0.25f},
          List.of(new InputScaling.WideFeature(2, 1e4, 2)));

  public static final Preprocessing PREPROCESSING = Preprocessing.of(COLUMNS, SCALING);

  private RawColumns() {}
}
