package dev.lockstep.predict;

import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Scorer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A partition's rows to rows of output, a block at a time: the columns kept, the class' name, and
 * the network's outputs where they are asked for. Nothing is boxed but what is written.
 *
 * @param kept the places of the columns that are passed through
 */
record ScoreRows(
    Network network,
    InputScaling scaling,
    String[] classNames,
    Broadcast<float[]> parameters,
    FeatureColumns columns,
    int[] kept,
    boolean outputs)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final int BLOCK = 256;

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    return new Scored(rows);
  }

  private final class Scored implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final FeatureColumns.Reader reader = columns.reader();
    private final Scorer scorer = new Scorer(network, scaling, parameters.value(), BLOCK);
    private final float[] x = new float[Math.multiplyExact(BLOCK, network.features())];
    private final InternalRow[] sources = new InternalRow[BLOCK];
    private final int[] labels = new int[BLOCK];
    private final UTF8String[] names = new UTF8String[classNames.length];
    private float[] values = new float[0];
    private int count;
    private int next;

    Scored(Iterator<InternalRow> rows) {
      this.rows = rows;
      for (int c = 0; c < names.length; c++) {
        names[c] = UTF8String.fromString(classNames[c]);
      }
    }

    @Override
    public boolean hasNext() {
      return next < count || rows.hasNext();
    }

    @Override
    public InternalRow next() {
      if (next == count) {
        load();
      }
      return row(next++);
    }

    private void load() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      next = 0;
      count = 0;
      while (count < BLOCK && rows.hasNext()) {
        InternalRow row = rows.next();
        reader.read(row, x, count * network.features());
        // Spark uses one buffer for all rows.
        sources[count] = kept.length == 0 ? row : row.copy();
        count++;
      }
      values = scorer.logits(x, count);
      for (int b = 0; b < count; b++) {
        labels[b] = network.classOf(values, b);
      }
      if (outputs) {
        scorer.toOutputs(values, count);
      }
    }

    private InternalRow row(int b) {
      int width = network.outputs();
      Object[] cells = new Object[kept.length + 1 + (outputs ? width : 0)];
      for (int k = 0; k < kept.length; k++) {
        cells[k] = sources[b].get(kept[k], columns.schema().fields()[kept[k]].dataType());
      }
      cells[kept.length] = names[labels[b]];
      for (int c = 0; outputs && c < width; c++) {
        cells[kept.length + 1 + c] = values[b * width + c];
      }
      return new GenericInternalRow(cells);
    }
  }
}
