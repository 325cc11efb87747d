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

/**
 * Converts a partition's rows to rows of output, a block at a time: the kept columns, and what the
 * model predicts.
 *
 * @param kept the number of kept columns
 */
record ScoreRows(
    Network network,
    Preprocessing preprocessing,
    Broadcast<float[]> parameters,
    int kept,
    Answers answers)
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
    private final int width = answers.columns().size();
    private int count;
    private int next;

    Scored(FeatureBlocks rows) {
      this.rows = rows;
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
      next = 0;
      count = rows.read(x, results, width);
      if (count > 0) {
        answers.write(scorer, scorer.logits(x, count), count, results, kept);
      }
    }
  }
}
