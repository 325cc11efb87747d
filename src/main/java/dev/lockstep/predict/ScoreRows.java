package dev.lockstep.predict;

import dev.lockstep.data.FeatureCells;
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
 */
record ScoreRows(
    Network network,
    InputScaling scaling,
    String[] classNames,
    Broadcast<float[]> parameters,
    FeatureCells cells,
    boolean outputs)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final int BLOCK = 256;

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    return new Scored(rows);
  }

  private final class Scored implements Iterator<InternalRow> {
    private final Iterator<Object[]> rows;
    private final Scorer scorer = new Scorer(network, scaling, parameters.value(), BLOCK);
    private final float[] x = new float[Math.multiplyExact(BLOCK, network.features())];

    /** What is to be written of each row, the class and the outputs not yet filled in. */
    private final Object[][] results = new Object[BLOCK][];

    private final int firstCell = cells.kept().size();
    private final UTF8String[] names = new UTF8String[classNames.length];
    private int count;
    private int next;

    Scored(Iterator<InternalRow> rows) {
      this.rows = cells.read(rows, this::begin);
      for (int c = 0; c < names.length; c++) {
        names[c] = UTF8String.fromString(classNames[c]);
      }
    }

    private Object[] begin(InternalRow row) {
      cells.features(row, x, count * network.features());
      return cells.copyKept(row, 1 + (outputs ? network.outputs() : 0));
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
      return new GenericInternalRow(results[next++]);
    }

    private void load() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      next = 0;
      for (count = 0; count < BLOCK && rows.hasNext(); count++) {
        results[count] = rows.next();
      }
      float[] values = scorer.logits(x, count);
      for (int b = 0; b < count; b++) {
        results[b][firstCell] = names[network.classOf(values, b)];
      }
      if (outputs) {
        scorer.toOutputs(values, count);
        copyOutputs(values);
      }
    }

    private void copyOutputs(float[] values) {
      int width = network.outputs();
      for (int b = 0; b < count; b++) {
        for (int c = 0; c < width; c++) {
          results[b][firstCell + 1 + c] = values[b * width + c];
        }
      }
    }
  }
}
