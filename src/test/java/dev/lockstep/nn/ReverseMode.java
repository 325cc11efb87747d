package dev.lockstep.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Derivatives of any expression of scalars, in double precision, by reverse-mode differentiation;
 * after karpathy/micrograd. It is slow, and so short that it can be checked by reading; the
 * hand-coded gradients of {@link Mlp} are tested against it.
 *
 * <p>A {@link Value} remembers the operands that it was computed from and its slope along each of
 * them: the derivative of this one operation. {@link #backward} walks from the result to the
 * variables and applies the chain rule: each value hands its gradient, times the slope, to each
 * operand. A value that is used twice receives twice, and must have received everything before it
 * hands on; so the walk goes by depth, the deepest first.
 */
final class ReverseMode {
  private ReverseMode() {}

  /** A number in an expression: a variable, or the result of an operation. */
  static final class Value {
    private static final Comparator<Value> BY_DEPTH = Comparator.comparingInt(v -> v.depth);

    private final double data;
    private final Value[] operands;
    private final double[] slopes;

    /** Greater than every operand's. */
    private final int depth;

    private double gradient;

    private Value(double data, Value[] operands, double... slopes) {
      this.data = data;
      this.operands = operands;
      this.slopes = slopes;
      int deepest = 0;
      for (Value operand : operands) {
        deepest = Math.max(deepest, operand.depth);
      }
      depth = deepest + 1;
    }

    static Value of(double data) {
      return new Value(data, new Value[0]);
    }

    double data() {
      return data;
    }

    /** The derivative of the last result that {@link #backward} was called with by this value. */
    double gradient() {
      return gradient;
    }

    Value plus(Value other) {
      return binary(data + other.data, other, 1, 1);
    }

    Value minus(Value other) {
      return binary(data - other.data, other, 1, -1);
    }

    Value times(Value other) {
      return binary(data * other.data, other, other.data, data);
    }

    Value dividedBy(Value other) {
      double quotient = data / other.data;
      return binary(quotient, other, 1 / other.data, -quotient / other.data);
    }

    /** At a tie this value gets the slope. */
    Value max(Value other) {
      boolean mine = data >= other.data;
      return binary(mine ? data : other.data, other, mine ? 1 : 0, mine ? 0 : 1);
    }

    Value exp() {
      double power = Math.exp(data);
      return unary(power, power);
    }

    Value log() {
      return unary(Math.log(data), 1 / data);
    }

    Value tanh() {
      double tanh = Math.tanh(data);
      return unary(tanh, 1 - tanh * tanh);
    }

    private Value unary(double result, double slope) {
      return new Value(result, new Value[] {this}, slope);
    }

    private Value binary(double result, Value other, double slope, double otherSlope) {
      return new Value(result, new Value[] {this, other}, slope, otherSlope);
    }
  }

  /** Sets the gradient of the result's every operand, theirs, and so on down to the variables. */
  static void backward(Value result) {
    List<Value> values = new ArrayList<>(List.of(result));
    Set<Value> seen = new HashSet<>(values);
    for (int i = 0; i < values.size(); i++) {
      for (Value operand : values.get(i).operands) {
        if (seen.add(operand)) {
          values.add(operand);
        }
      }
    }
    values.sort(Value.BY_DEPTH.reversed());

    values.forEach(value -> value.gradient = 0);
    result.gradient = 1;
    for (Value value : values) {
      for (int i = 0; i < value.operands.length; i++) {
        value.operands[i].gradient += value.gradient * value.slopes[i];
      }
    }
  }
}
