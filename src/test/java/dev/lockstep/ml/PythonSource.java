package dev.lockstep.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Vector;
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

  private final ParamProbe probe;
  private final Params estimator;
  private final String name;
  private final String parents;
  private final List<Param<?>> params;
  private final Map<String, List<String>> cleared;
  private final StringBuilder text = new StringBuilder();

  private PythonSource(Supplier<? extends Params> maker, String parents) {
    probe = new ParamProbe(maker);
    this.parents = parents;
    estimator = maker.get();
    name = estimator.getClass().getSimpleName();
    params = List.of(estimator.params());
    cleared = probe.cleared();
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
    cleared.forEach((set, others) -> lines("        \"" + set + "\": " + tuple(others) + ","));
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
    lines("    def " + ParamProbe.accessor("get", param) + "(self) -> " + type(param).held() + ":");
    lines("        \"\"\"Returns " + name + ", or its default.\"\"\"");
    String chosen = "self." + name;
    for (String other : probe.answering(param)) { // The one that is set, else that with a default.
      boolean first = !estimator.hasDefault(param);
      String one = "self." + (first ? name : other);
      chosen = one + " if self.isSet(" + one + ") else self." + (first ? other : name);
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
    if (!probe.hasSetter(param)) {
      return;
    }
    String set = ParamProbe.accessor("set", param);
    lines("", "    def " + set + "(self: E, value: " + type(param).taken() + ") -> E:");
    List<String> others = cleared.getOrDefault(param.name(), List.of());
    String more = others.isEmpty() ? "" : "; clears " + String.join(" and ", others);
    lines("        \"\"\"Sets " + param.name() + more + ".\"\"\"");
    lines("        return self._assign(" + param.name() + "=value)");
  }

  private Object byDefault(Param<?> param) {
    return estimator.getDefault(param).get();
  }

  private Type type(Param<?> param) {
    return TYPES.get(probe.type(param));
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
