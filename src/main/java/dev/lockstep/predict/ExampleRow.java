package dev.lockstep.predict;

import dev.lockstep.data.Example;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;

/** Converts an example to a row of its label and an array of its features. */
final class ExampleRow implements Function<Example, InternalRow> {
  private static final long serialVersionUID = 1L;

  @Override
  public InternalRow call(Example example) {
    Object features = UnsafeArrayData.fromPrimitiveArray(example.features());
    return new GenericInternalRow(new Object[] {example.label(), features});
  }
}
