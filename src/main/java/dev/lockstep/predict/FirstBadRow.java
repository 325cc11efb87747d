package dev.lockstep.predict;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The first row of a file that cannot be scored. Splits of a file do not know how many rows stand
 * before them, so it is looked for once a task has met one.
 *
 * @param row its number, from 1, a header not counted
 */
record FirstBadRow(long row, String problem) {

  /** Looks for it in one file's rows, whose partitions are in the file's order. */
  static FirstBadRow find(JavaRDD<InternalRow> rows, FeatureColumns columns) {
    long before = 0;
    List<Found> partitions = rows.mapPartitions(new Search(columns)).collect();
    for (Found found : partitions) {
      if (found.problem != null) {
        return new FirstBadRow(before + found.rows, found.problem);
      }
      before += found.rows;
    }
    throw new IllegalStateException("the file has changed meanwhile");
  }

  /** The rows up to the first bad one and it, or all. */
  private record Found(long rows, String problem) implements java.io.Serializable {}

  private record Search(FeatureColumns columns)
      implements FlatMapFunction<Iterator<InternalRow>, Found> {
    @Override
    public Iterator<Found> call(Iterator<InternalRow> rows) {
      FeatureColumns.Reader reader = columns.reader();
      float[] x = new float[columns.features()];
      long count = 0;
      while (rows.hasNext()) {
        count++;
        try {
          reader.read(rows.next(), x, 0);
        } catch (BadRowException e) {
          return List.of(new Found(count, e.getMessage())).iterator();
        }
      }
      return List.of(new Found(count, null)).iterator();
    }
  }
}
