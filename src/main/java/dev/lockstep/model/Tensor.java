package dev.lockstep.model;

import java.util.Arrays;
import java.util.List;

/**
 * An array of numbers with a shape.
 *
 * @param shape the dimensions, outermost first; empty for a single number
 * @param values as many as the product of the shape, in row-major order; not copied, so not to be
 *     changed afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on between a model and its file, never compared.
public record Tensor(List<Integer> shape, float[] values) {
  public Tensor {
    shape = List.copyOf(shape);
    long count = 1;
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("shape " + shape + " has a negative dimension");
      }
      count = Math.multiplyExact(count, dimension);
    }
    if (count != values.length) {
      throw new IllegalArgumentException(
          "shape " + shape + " asks for " + count + " values, not " + values.length);
    }
  }

  /** Returns a tensor of this shape over {@code values}, which are not copied. */
  public static Tensor of(float[] values, int... shape) {
    return new Tensor(Arrays.stream(shape).boxed().toList(), values);
  }
}
