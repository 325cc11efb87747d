package dev.lockstep.predict;

import dev.lockstep.data.CellException;
import dev.lockstep.data.read.RowPlace;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.Utf8;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The places of features and kept columns in rows to be scored.
 *
 * @param kept the columns that are kept in the output
 * @param keptOrdinals their places
 */
record FeatureCells(
    FeatureReader features, List<StructField> kept, List<Integer> keptOrdinals, RowPlace place)
    implements Serializable {
  FeatureCells {
    kept = List.copyOf(kept);
    keptOrdinals = List.copyOf(keptOrdinals);
  }

  /** Returns a check of a whole row, to find a file's first wrong one; for one thread. */
  Consumer<InternalRow> check() {
    double[] x = new double[features.width()];
    return row -> {
      features.read(row, x, 0);
      copyKept(row, 0);
    };
  }

  /**
   * Returns a row of output that begins with copies of the kept columns.
   *
   * @throws CellException if their text is not UTF-8, because the output must be
   */
  Object[] copyKept(InternalRow row, int more) {
    Object[] cells = new Object[kept.size() + more];
    for (int k = 0; k < kept.size(); k++) {
      Object cell = row.get(keptOrdinals.get(k), kept.get(k).dataType());
      if (cell instanceof UTF8String text) {
        Utf8.require(kept.get(k).name(), text);
      }
      cells[k] = InternalRow.copyValue(cell); // Spark uses one buffer for all rows.
    }
    return cells;
  }
}
