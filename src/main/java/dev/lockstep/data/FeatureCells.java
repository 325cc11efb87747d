package dev.lockstep.data;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;

/** Where rows to be scored have their features and the columns that are passed through. */
public final class FeatureCells implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FeatureReader features;
  private final List<StructField> kept;
  private final int[] keptOrdinals;
  private final RowPlace place;

  FeatureCells(FeatureReader features, List<StructField> kept, int[] keptOrdinals, RowPlace place) {
    this.features = features;
    this.kept = List.copyOf(kept);
    this.keptOrdinals = keptOrdinals;
    this.place = place;
  }

  /** The columns that are passed through. */
  public List<StructField> kept() {
    return kept;
  }

  /**
   * Makes something of each row as it comes. A wrong row fails with a {@link DataException} that
   * says which it is.
   *
   * @param each reads the row with {@link #features} and {@link #copyKept}, and holds no part of it
   */
  public <T> Iterator<T> read(Iterator<InternalRow> rows, Function<InternalRow, T> each) {
    float[] x = new float[features.width()];
    Consumer<InternalRow> check = row -> features.read(row, x, 0);
    return new CheckedRows<>(rows, each, check, place);
  }

  /** Copies a row's features to {@code x} from {@code at} on. */
  public void features(InternalRow row, float[] x, int at) {
    features.read(row, x, at);
  }

  /**
   * A row of output that begins with copies of the columns that are passed through.
   *
   * @param more the number of cells after them, null as yet
   */
  public Object[] copyKept(InternalRow row, int more) {
    Object[] cells = new Object[keptOrdinals.length + more];
    for (int k = 0; k < keptOrdinals.length; k++) {
      Object cell = row.get(keptOrdinals[k], kept.get(k).dataType());
      cells[k] = InternalRow.copyValue(cell); // Spark uses one buffer for all rows.
    }
    return cells;
  }
}
