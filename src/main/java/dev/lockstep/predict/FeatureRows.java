package dev.lockstep.predict;

import dev.lockstep.data.table.InternalRows;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Rows to be scored; those of a file are in its order. */
public final class FeatureRows {
  private final InternalRows rows;
  private final FeatureCells cells;

  FeatureRows(InternalRows rows, FeatureCells cells) {
    this.rows = rows;
    this.cells = cells;
  }

  /** Applies a task to each partition's rows. */
  public <T> JavaRDD<T> map(FlatMapFunction<FeatureBlocks, T> task) {
    return rows.batches() == null
        ? rows.rows().mapPartitions(new OfRows<>(cells, task))
        : rows.batches().mapPartitions(new OfBatches<>(cells, task));
  }

  private record OfRows<T>(FeatureCells cells, FlatMapFunction<FeatureBlocks, T> task)
      implements FlatMapFunction<Iterator<InternalRow>, T> {
    @Override
    public Iterator<T> call(Iterator<InternalRow> rows) throws Exception {
      return task.call(new RowBlocks(cells, rows));
    }
  }

  private record OfBatches<T>(FeatureCells cells, FlatMapFunction<FeatureBlocks, T> task)
      implements FlatMapFunction<Iterator<ColumnarBatch>, T> {
    @Override
    public Iterator<T> call(Iterator<ColumnarBatch> batches) throws Exception {
      return task.call(new BatchBlocks(cells, batches));
    }
  }
}
