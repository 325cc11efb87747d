package dev.lockstep.ml.fit;

import dev.lockstep.data.CellException;
import dev.lockstep.data.CellException.Fault;
import dev.lockstep.data.DataException;
import dev.lockstep.ml.param.ColumnParams;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.text.SettingException;
import java.util.function.Supplier;

/** Says what is wrong in the words of Spark ML. */
final class Failures {
  private Failures() {}

  /**
   * Runs work; throws a failed task's exception about the data without Spark's wrapping, and names
   * params where a message names settings.
   */
  static <T> T inWordsOfParams(ColumnParams stage, Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof DataException data) {
          throw new DataException(plain(data, stage.isSet(stage.featuresCols())), e);
        }
      }
      if (e instanceof SettingException setting) {
        throw ParamNames.inTheirWords(setting);
      }
      throw e;
    }
  }

  private static String plain(DataException e, boolean ofColumns) {
    if (!(e.getCause() instanceof CellException cell) || cell.column().isEmpty()) {
      return e.message(ParamNames::of);
    }
    boolean mayBeMissing = ofColumns && cell.fault() == Fault.MISSING;
    return Features.wrong(cell.column().get(), cell.problem()).getMessage()
        + (mayBeMissing ? "; missing \"mean\" lets cells of featuresCols be empty" : "");
  }
}
