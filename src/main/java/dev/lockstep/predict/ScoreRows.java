package dev.lockstep.predict;

import dev.lockstep.input.Preprocessing;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Network;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Converts a partition's rows to rows of output, a block at a time: the kept columns, the class's
 * name, and the network's outputs if wanted. Only values that are written are boxed.
 *
 * @param kept the number of kept columns
 */
record ScoreRows(
    Network network,
    Preprocessing preprocessing,
    String[] classNames,
    Broadcast<float[]> parameters,
    int kept,
    boolean outputs)
    implements FlatMapFunction<FeatureBlocks, InternalRow> {
  private static final int BLOCK = 256;

  @Override
  public Iterator<InternalRow> call(FeatureBlocks rows) {
    Locale.setDefault(Locale.ROOT); // Spark writes the numbers of parts in the locale's digits.
    return new Scored(rows);
  }

  private final class Scored implements Iterator<InternalRow> {
    private final FeatureBlocks rows;
    private final BlockScorer scorer =
        new BlockScorer(network, preprocessing, parameters.value(), BLOCK);
    private final double[] x = new double[Math.multiplyExact(BLOCK, preprocessing.cells())];
    private final Object[][] results = new Object[BLOCK][];
    private final UTF8String[] names = new UTF8String[classNames.length];
    private int count;
    private int next;

    Scored(FeatureBlocks rows) {
      this.rows = rows;
      for (int c = 0; c < names.length; c++) {
        names[c] = UTF8String.fromString(classNames[c]);
      }
    }

    @Override
    public boolean hasNext() {
      if (next == count) {
        load();
      }
      return next < count;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return new GenericInternalRow(results[next++]);
    }

    private void load() {
      int width = network.outputs();
      next = 0;
      count = rows.read(x, results, 1 + (outputs ? width : 0));
      if (count == 0) {
        return;
      }
      float[] values = scorer.logits(x, count);
      for (int b = 0; b < count; b++) {
        results[b][kept] = names[network.classOf(values, b)];
      }
      if (outputs) {
        scorer.toOutputs(values, count);
        for (int b = 0; b < count; b++) {
          for (int c = 0; c < width; c++) {
            results[b][kept + 1 + c] = values[b * width + c];
          }
        }
      }
    }
  }
}
