package dev.lockstep.data.read;

import dev.lockstep.data.Example;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Converts a partition's rows to examples; the first wrong row fails the task and is named. */
record RowExamples(RowReader reader, RowPlace place)
    implements FlatMapFunction<Iterator<InternalRow>, Example> {

  @Override
  public Iterator<Example> call(Iterator<InternalRow> rows) {
    double[] x = new double[reader.features().width()];
    return new CheckedRows<>(rows, row -> reader.read(row, x), row -> reader.read(row, x), place);
  }
}
