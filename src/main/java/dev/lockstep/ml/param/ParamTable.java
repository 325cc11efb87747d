package dev.lockstep.ml.param;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import scala.Option;

/**
 * The params of a stage, by their names. {@link StageParams} fills it. Spark finds a param by the
 * public method of the stage that returns it.
 */
public final class ParamTable implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<String, Param<?>> params = new HashMap<>();

  ParamTable() {}

  /** Adds a param that is one of a few names. */
  void addChoice(Params stage, String name, String doc, List<String> allowed, String byDefault) {
    String all = doc + ": " + String.join(", ", allowed);
    Param<String> param = new Param<>(stage, name, all, Checks.oneOf(name, allowed));
    if (byDefault == null) {
      add(param);
    } else {
      add(stage, param, byDefault);
    }
  }

  /** Adds a param and sets its default. */
  @SuppressWarnings("unchecked") // The caller gives a value of the param's type.
  void add(Params stage, Param<?> param, Object byDefault) {
    add(param);
    stage.setDefault((Param<Object>) param, byDefault);
  }

  /** Adds a param that has no default. */
  void add(Param<?> param) {
    params.put(param.name(), param);
  }

  DoubleParam real(String name) {
    return (DoubleParam) params.get(name);
  }

  IntParam whole(String name) {
    return (IntParam) params.get(name);
  }

  LongParam longWhole(String name) {
    return (LongParam) params.get(name);
  }

  BooleanParam flag(String name) {
    return (BooleanParam) params.get(name);
  }

  IntArrayParam wholes(String name) {
    return (IntArrayParam) params.get(name);
  }

  DoubleArrayParam reals(String name) {
    return (DoubleArrayParam) params.get(name);
  }

  StringArrayParam texts(String name) {
    return (StringArrayParam) params.get(name);
  }

  @SuppressWarnings("unchecked") // The caller knows the param's type.
  <T> Param<T> param(String name) {
    return (Param<T>) params.get(name);
  }

  /**
   * Returns an explanation of a param with arrays shown by their elements.
   *
   * @param text Spark's explanation
   */
  public static String explained(Params stage, Param<?> param, String text) {
    String shown = text;
    for (Option<?> value : List.of(stage.getDefault(param), stage.get(param))) {
      if (value.isDefined() && value.get().getClass().isArray()) {
        String elements = Arrays.deepToString(new Object[] {value.get()});
        shown = shown.replace(value.get().toString(), elements.substring(1, elements.length() - 1));
      }
    }
    return shown;
  }
}
