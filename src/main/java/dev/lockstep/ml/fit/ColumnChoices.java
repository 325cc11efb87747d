package dev.lockstep.ml.fit;

import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.ml.param.ColumnParams;
import dev.lockstep.ml.param.MlpParams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/** The choices of a raw table's columns that params make, as the command line's options do. */
final class ColumnChoices {
  private ColumnChoices() {}

  /**
   * Returns the choices; empty where the features stand in one column.
   *
   * @throws IllegalArgumentException if params contradict each other
   */
  static Optional<InputChoices> choices(MlpParams params) {
    if (!params.isSet(params.featuresCols())) {
      for (Param<?> param :
          List.of(
              params.categoricalCols(),
              params.missing(),
              params.missingFlag(),
              params.maxCategories(),
              params.unseen(),
              params.dates())) {
        if (params.isSet(param)) {
          throw new IllegalArgumentException(
              param.name()
                  + " is for the columns of a table: set featuresCols, as in \"*\" for all");
        }
      }
      return Optional.empty();
    }
    return Optional.of(
        new InputChoices(
            names(params, params.featuresCols()),
            params.isSet(params.validationIndicatorCol())
                ? List.of(params.getValidationIndicatorCol())
                : null,
            /* id= */ null,
            names(params, params.categoricalCols()),
            params.getMaxCategories(),
            params.getUnseen().equals(ColumnParams.ERROR),
            missing(params.getMissing()),
            params.getMissingFlag(),
            params.getDates().equals("number"),
            /* known= */ null,
            /* sure= */ false));
  }

  private static List<String> names(ColumnParams params, StringArrayParam param) {
    return params.isSet(param) ? List.of(params.getOrDefault(param)) : null;
  }

  private static MissingCells missing(String name) {
    return Arrays.stream(MissingCells.values())
        .filter(cells -> cells.toString().equals(name))
        .findFirst()
        .orElse(MissingCells.REFUSE);
  }
}
