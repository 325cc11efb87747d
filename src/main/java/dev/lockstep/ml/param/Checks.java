package dev.lockstep.ml.param;

import dev.lockstep.recipe.Setting;
import dev.lockstep.text.Range;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.Function1;

/** Checks of params' values. Each throws an exception that says what is wrong. */
final class Checks {
  private Checks() {}

  /** Returns a check of numbers, once they are rounded to a setting's type. */
  static Function1<Object, Object> range(String name, Setting<? extends Number> setting) {
    boolean single = setting.defaultValue() instanceof Float;
    return range(name, setting.range(), setting.defaultValue().doubleValue(), single);
  }

  /** Returns a check of numbers. */
  static Function1<Object, Object> range(String name, Range range) {
    return range(name, range, Double.NaN, /* single= */ false);
  }

  private static Function1<Object, Object> range(
      String name, Range range, double byDefault, boolean single) {
    return (Function1<Object, Object> & Serializable)
        value -> {
          Number number = (Number) value;
          if (number.doubleValue() != byDefault) {
            range.require(name, number);
            range.require(name, single ? rounded(name, number) : number);
          }
          return true;
        };
  }

  private static Number rounded(String name, Number number) {
    try {
      return Range.toFloat(number);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** Returns a check of names. */
  static Function1<String, Object> oneOf(String name, List<String> allowed) {
    List<String> names = new ArrayList<>(allowed);
    return (Function1<String, Object> & Serializable)
        value -> {
          require(
              names.contains(value),
              name + ": '" + value + "' is not one of " + String.join(", ", names));
          return true;
        };
  }

  /** Returns a check of arrays of this number of positive numbers, or more. */
  static Function1<int[], Object> widths(String name, int least) {
    return (Function1<int[], Object> & Serializable)
        widths -> {
          boolean fits =
              widths.length >= least && Arrays.stream(widths).allMatch(width -> width >= 1);
          require(
              fits,
              name
                  + " must be widths of 1 or more"
                  + (least > 0 ? ", " + least + " at least" : "")
                  + ": "
                  + Arrays.toString(widths));
          return true;
        };
  }

  /** Returns a check of intervals: 1 or more, or -1 for never, as Spark has it. */
  static Function1<Object, Object> oneOrMoreOrOff(String name) {
    return (Function1<Object, Object> & Serializable)
        value -> {
          int interval = (Integer) value;
          require(interval >= 1 || interval == -1, name + " must be 1 or more, or -1: " + value);
          return true;
        };
  }

  /** Returns a check of factors. */
  static Function1<double[], Object> positive(String name) {
    return (Function1<double[], Object> & Serializable)
        weights -> {
          for (double weight : weights) {
            require(
                (float) weight > 0 && weight < Float.MAX_VALUE,
                name + " must be positive and finite: " + weight);
          }
          return true;
        };
  }

  /** Returns a check of columns' names. */
  static Function1<String[], Object> columns(String name) {
    return (Function1<String[], Object> & Serializable)
        columns -> {
          for (String column : columns) {
            require(column != null && !column.isEmpty(), name + " has an empty name of a column");
          }
          return true;
        };
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
