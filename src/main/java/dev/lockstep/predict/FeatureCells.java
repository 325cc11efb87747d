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
 * Where rows to be scored have what.
 *
 * @param kept the columns that are passed through
 * @param keptOrdinals their places
 */
record FeatureCells(
    FeatureReader features, List<StructField> kept, List<Integer> keptOrdinals, RowPlace place)
    implements Serializable {
  FeatureCells {
    kept = List.copyOf(kept);
    keptOrdinals = List.copyOf(keptOrdinals);
  }

  /** Reads a whole row, to find a file's first wrong one; for one thread. */
  Consumer<InternalRow> check() {
    double[] x = new double[features.width()];
    return row -> {
      features.read(row, x, 0);
      copyKept(row, 0);
    };
  }

  /**
   * A row of output that begins with copies of the columns that are passed through.
   *
   * @throws CellException where text in them is no UTF-8, for what is written is
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
