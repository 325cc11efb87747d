package dev.lockstep.ml;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Calls the getters and setters of a stage, to learn which params they touch. */
final class ParamProbe {
  private final Supplier<? extends Params> maker;
  private final Params stage;
  private final List<Param<?>> params;

  ParamProbe(Supplier<? extends Params> maker) {
    this.maker = maker;
    stage = maker.get();
    params = List.of(stage.params());
  }

  /** Returns the name of a getter or setter. */
  static String accessor(String verb, Param<?> param) {
    String name = param.name();
    return verb + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** Returns the type of a param's values. */
  Class<?> type(Param<?> param) {
    return method(accessor("get", param)).getReturnType();
  }

  boolean hasSetter(Param<?> param) {
    return setter(param) != null;
  }

  /** Returns the other params that the setter of each one clears; those with none are left out. */
  Map<String, List<String>> cleared() {
    Map<String, List<String>> cleared = new TreeMap<>();
    for (Param<?> param : params) {
      if (hasSetter(param)) {
        Params all = with(params);
        call(setter(param), all, sample(param));
        List<String> others = names(one -> !all.isSet(all.getParam(one.name())));
        if (!others.isEmpty()) {
          cleared.put(param.name(), others);
        }
      }
    }
    return cleared;
  }

  /** Returns the other params whose values the getter of a param returns, if only they are set. */
  List<String> answering(Param<?> param) {
    Object unset = answer(param, maker.get());
    return names(
        other -> {
          if (other.name().equals(param.name()) || type(other) != type(param)) {
            return false;
          }
          Object answer = answer(param, with(List.of(other)));
          return !Objects.deepEquals(answer, unset) && Objects.deepEquals(answer, sample(other));
        });
  }

  /** Returns what the getter returns; null if it throws. */
  private Object answer(Param<?> param, Params of) {
    try {
      return method(accessor("get", param)).invoke(of);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private List<String> names(Predicate<Param<?>> wanted) {
    return new ArrayList<>(params.stream().filter(wanted).<String>map(Param::name).toList());
  }

  /** Returns a new stage in which the params are set. */
  private Params with(List<Param<?>> set) {
    Params made = maker.get();
    set.forEach(param -> put(made, param.name(), sample(param)));
    return made;
  }

  private static void put(Params stage, String name, Object value) {
    stage.set(stage.getParam(name), value);
  }

  /** Returns a value that the param takes and that is not its default. */
  private Object sample(Param<?> param) {
    Object byDefault = stage.hasDefault(param) ? stage.getDefault(param).get() : null;
    return samples(param, type(param))
        .filter(value -> !Objects.deepEquals(value, byDefault) && takes(param, value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample of " + param));
  }

  private static Stream<?> samples(Param<?> param, Class<?> type) {
    if (type == String.class) { // A column, or one of the names that end the doc.
      return Stream.concat(Stream.of("column"), Arrays.stream(param.doc().split("[:,]? ", -1)));
    }
    if (type == int[].class) {
      return Stream.of(new int[] {1, 1});
    }
    if (type == double[].class) {
      return Stream.of(new double[] {1, 1});
    }
    if (type == String[].class) {
      return Stream.of((Object) new String[] {"column"});
    }
    return type == Vector.class
        ? Stream.of(Vectors.dense(1, 1))
        : Stream.of(1, 2, 1L, 2L, 0.5, 0.25, true, false);
  }

  private boolean takes(Param<?> param, Object value) {
    try {
      Params made = maker.get();
      put(made, param.name(), value);
      return Objects.deepEquals(method(accessor("get", param)).invoke(made), value);
    } catch (IllegalArgumentException | ReflectiveOperationException | ClassCastException e) {
      return false;
    }
  }

  private Method method(String name) {
    return found(name, types -> types.length == 0);
  }

  /** Returns null if there is none. */
  private Method setter(Param<?> param) {
    Class<?> type = type(param);
    return found(accessor("set", param), types -> types.length == 1 && types[0] == type);
  }

  private Method found(String name, Predicate<Class<?>[]> takes) {
    return Arrays.stream(stage.getClass().getMethods())
        .filter(method -> method.getName().equals(name) && takes.test(method.getParameterTypes()))
        .findFirst()
        .orElse(null);
  }

  private static void call(Method method, Params stage, Object argument) {
    try {
      method.invoke(stage, argument);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method.toString(), e);
    }
  }
}
