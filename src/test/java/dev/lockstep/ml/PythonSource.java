package dev.lockstep.ml;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Writes an estimator's params as Python: definitions and getters for the estimator and its model,
 * setters and keyword arguments for the estimator. All of it follows from the Java class.
 */
final class PythonSource {
  /** PySpark's classes have these. */
  private static final Set<String> INHERITED =
      Set.of(
          "featuresCol",
          "labelCol",
          "predictionCol",
          "rawPredictionCol",
          "probabilityCol",
          "weightCol");

  private static final Map<Class<?>, Type> TYPES =
      Map.of(
          int.class, new Type("toInt", "int", "int"),
          long.class, new Type("toLong", "int", "int"),
          double.class, new Type("toFloat", "float", "float"),
          boolean.class, new Type("toBoolean", "bool", "bool"),
          String.class, new Type("toString", "str", "str"),
          int[].class, new Type("toListInt", "List[int]", "Union[Ints, str]"),
          double[].class, new Type("toListFloat", "List[float]", "Floats"),
          String[].class, new Type("toListString", "List[str]", "Sequence[str]"),
          Vector.class, new Type("toVector", "Vector", "Floats"));

  /**
   * A type of values in Python.
   *
   * @param converter in {@code _convert.py}
   * @param held what a getter returns
   * @param taken what a setter takes
   */
  private record Type(String converter, String held, String taken) {}

  private final Supplier<? extends Params> maker;
  private final Params estimator;
  private final String name;
  private final String parents;
  private final List<Param<?>> params;
  private final StringBuilder text = new StringBuilder();

  private PythonSource(Supplier<? extends Params> maker, String parents) {
    this.maker = maker;
    this.parents = parents;
    estimator = maker.get();
    name = estimator.getClass().getSimpleName();
    params = List.of(estimator.params());
  }

  /**
   * Returns a module of Python.
   *
   * @param parents PySpark's classes of the same params, with their module: {@code module: A, B}
   */
  static String of(Supplier<? extends Params> maker, String parents) {
    return new PythonSource(maker, parents).module();
  }

  private String module() {
    String[] from = parents.split(": ", -1);
    lines(
        "# Written by PythonSourceTest from the params of dev.lockstep.ml." + name + ". To write",
        "# it again: mvn test -Dtest=PythonSourceTest -Dlockstep.write.python=true",
        "\"\"\"The params of " + name + ": names, docs, defaults, getters and setters.\"\"\"",
        "",
        "from typing import Any, List, Optional, Sequence, TypeVar, Union",
        "",
        "from pyspark import keyword_only",
        "from " + from[0] + " import " + from[1].split(", ", -1)[0],
        "from pyspark.ml.linalg import Vector",
        "from pyspark.ml.param import Param, Params",
        "from pyspark.ml.param.shared import HasWeightCol",
        "",
        "from dev.lockstep.ml import _convert",
        "from dev.lockstep.ml._convert import Floats, Ints",
        "from dev.lockstep.ml._stage import LockstepEstimator, M",
        "",
        "E = TypeVar(\"E\", bound=\"" + name + "Setters[Any]\")",
        "",
        "",
        "class " + name + "Params(HasWeightCol, " + from[1] + "):",
        "    \"\"\"Params and getters of the estimator and of its model.\"\"\"",
        "");
    own().forEach(this::definition);
    lines("    def __init__(self, *args: Any):", "        super().__init__(*args)");
    lines("        self._setDefault(");
    for (Param<?> param : params) {
      if (estimator.hasDefault(param)) {
        lines("            " + param.name() + "=" + literal(byDefault(param)) + ",");
      }
    }
    lines("        )", "");
    own().forEach(this::getter);
    lines("", "class " + name + "Setters(LockstepEstimator[M]):");
    lines("    \"\"\"The estimator's keyword arguments and setters.\"\"\"", "");
    lines("    _cleared_by = {");
    cleared().forEach((set, others) -> lines("        \"" + set + "\": " + tuple(others) + ","));
    lines("    }", "", "    @keyword_only", "    def __init__(", "        self,", "        *,");
    params.forEach(this::keyword);
    lines("    ):", "        super().__init__()");
    lines("        self._start(self._input_kwargs)  # type: ignore[attr-defined]", "");
    lines("    @keyword_only", "    def setParams(", "        self: E,", "        *,");
    params.forEach(this::keyword);
    lines("    ) -> E:", "        \"\"\"Sets the params that are given.\"\"\"");
    lines("        return self._assign(**self._input_kwargs)  # type: ignore[attr-defined]");
    params.forEach(this::setter);
    return text.toString();
  }

  private List<Param<?>> own() {
    return params.stream().filter(param -> !INHERITED.contains(param.name())).toList();
  }

  private void definition(Param<?> param) {
    lines("    " + param.name() + ": \"Param[" + type(param).held() + "]\" = Param(");
    lines("        Params._dummy(),", "        \"" + param.name() + "\",");
    String doc = param.doc();
    while (doc.length() > 76) {
      int end = doc.lastIndexOf(' ', 76) + 1;
      lines("        " + quoted(doc.substring(0, end)));
      doc = doc.substring(end);
    }
    lines("        " + quoted(doc) + ",");
    lines("        typeConverter=_convert." + type(param).converter() + ",", "    )", "");
  }

  private void getter(Param<?> param) {
    String name = param.name();
    lines("    def " + accessor("get", param) + "(self) -> " + type(param).held() + ":");
    lines("        \"\"\"Returns " + name + ", or its default.\"\"\"");
    List<String> others = answering(param);
    String chosen = "self." + name;
    for (String other : others) {
      chosen = "self." + other + " if self.isSet(self." + other + ") else " + chosen;
    }
    lines("        return self.getOrDefault(" + chosen + ")", "");
  }

  private void keyword(Param<?> param) {
    String taken = type(param).taken();
    boolean given = estimator.hasDefault(param);
    String value = given ? literal(byDefault(param)) : "None";
    String hint = given ? taken : "Optional[" + taken + "]";
    lines("        " + param.name() + ": " + hint + " = " + value + ",");
  }

  private void setter(Param<?> param) {
    if (setterOf(param) == null) {
      return;
    }
    String set = accessor("set", param);
    lines("", "    def " + set + "(self: E, value: " + type(param).taken() + ") -> E:");
    List<String> others = cleared().getOrDefault(param.name(), List.of());
    String more = others.isEmpty() ? "" : "; clears " + String.join(" and ", others);
    lines("        \"\"\"Sets " + param.name() + more + ".\"\"\"");
    lines("        return self._assign(" + param.name() + "=value)");
  }

  /** Returns the other params that the setter of each one clears. */
  private Map<String, List<String>> cleared() {
    Map<String, List<String>> cleared = new TreeMap<>();
    for (Param<?> param : params) {
      Method setter = setterOf(param);
      if (setter != null) {
        Params all = with(params);
        call(setter, all, sample(param));
        List<String> others = names(one -> !all.isSet(all.getParam(one)));
        if (!others.isEmpty()) {
          cleared.put(param.name(), others);
        }
      }
    }
    return cleared;
  }

  /** Returns the params whose values a param's getter returns if they alone are set. */
  private List<String> answering(Param<?> param) {
    return names(
        other -> {
          Params one = with(List.of(estimator.getParam(other)));
          boolean same = type(one.getParam(other)).equals(type(param));
          return !other.equals(param.name())
              && same
              && !estimator.hasDefault(param)
              && answer(param, one) != null;
        });
  }

  private Object answer(Param<?> param, Params stage) {
    try {
      return getterOf(param).invoke(stage);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private List<String> names(Function<String, Boolean> wanted) {
    return params.stream().map(Param::name).filter(wanted::apply).toList();
  }

  /** Returns a new stage in which the params are set. */
  private Params with(List<Param<?>> set) {
    Params stage = maker.get();
    set.forEach(param -> put(stage, param.name(), sample(param)));
    return stage;
  }

  private static void put(Params stage, String name, Object value) {
    stage.set(stage.getParam(name), value);
  }

  /** Returns a value that the param takes. */
  private Object sample(Param<?> param) {
    if (estimator.hasDefault(param)) {
      return byDefault(param);
    }
    Class<?> type = getterOf(param).getReturnType();
    if (type == String.class) {
      return param.name().equals("solver") ? "l-bfgs" : "column";
    }
    if (type == String[].class) {
      return new String[] {"column"};
    }
    if (type == Vector.class) {
      return Vectors.dense(1, 1);
    }
    if (type == int[].class) {
      return new int[] {1, 1};
    }
    return type == double[].class
        ? new double[] {1, 1}
        : type == double.class ? (Object) 1.0 : (Object) 1;
  }

  private Object byDefault(Param<?> param) {
    return estimator.getDefault(param).get();
  }

  private Type type(Param<?> param) {
    return TYPES.get(getterOf(param).getReturnType());
  }

  private Method getterOf(Param<?> param) {
    return method(accessor("get", param), null);
  }

  /** Returns null if there is none. */
  private Method setterOf(Param<?> param) {
    return method(accessor("set", param), getterOf(param).getReturnType());
  }

  private Method method(String called, Class<?> argument) {
    return Arrays.stream(estimator.getClass().getMethods())
        .filter(method -> method.getName().equals(called) && !method.isBridge())
        .filter(method -> fits(method.getParameterTypes(), argument))
        .findFirst()
        .orElse(null);
  }

  private static boolean fits(Class<?>[] types, Class<?> argument) {
    return argument == null ? types.length == 0 : types.length == 1 && types[0] == argument;
  }

  private static void call(Method method, Params stage, Object argument) {
    try {
      method.invoke(stage, argument);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method.toString(), e);
    }
  }

  private static String accessor(String verb, Param<?> param) {
    return verb + param.name().substring(0, 1).toUpperCase(Locale.ROOT) + param.name().substring(1);
  }

  private static String literal(Object value) {
    if (value instanceof int[] ints) {
      return Arrays.toString(ints).replace('[', '(').replace("]", ints.length == 1 ? ",)" : ")");
    }
    if (value instanceof double[] reals) {
      return tuple(Arrays.stream(reals).mapToObj(PythonSource::literal).toList());
    }
    if (value instanceof Double real) {
      return real.isInfinite() ? "float(\"inf\")" : String.valueOf(value).replace("E", "e");
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    return value instanceof Number ? value.toString() : quoted(value.toString());
  }

  private static String tuple(List<String> elements) {
    String all = elements.stream().map(PythonSource::quoted).collect(Collectors.joining(", "));
    return "(" + all + (elements.size() == 1 ? ",)" : ")");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void lines(String... lines) {
    for (String line : lines) {
      text.append(line).append('\n');
    }
  }
}
