package dev.lockstep.ml.param;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Sets params in a way that setters can return. */
@SuppressWarnings("TypeParameterUnusedInFormals") // E is the stage's own class, as the setter says.
final class Fluent {
  private Fluent() {}

  /** Sets a param and returns the stage. @throws IllegalArgumentException if the value is wrong */
  @SuppressWarnings("unchecked")
  static <E, T> E set(Params stage, Param<T> param, T value) {
    stage.set(param, value);
    return (E) stage;
  }

  /**
   * Sets a param, clears another that means the same, and returns the stage. Clearing comes last,
   * so that the other stays if the value is refused.
   */
  static <E, T> E set(Params stage, Param<T> param, T value, Param<?> other) {
    E set = set(stage, param, value);
    stage.clear(other);
    return set;
  }
}
