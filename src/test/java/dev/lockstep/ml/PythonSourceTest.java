package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.report.Evaluation;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The Python package follows the Java classes. */
class PythonSourceTest {
  private static final Path PACKAGE = Path.of("src/main/resources/dev/lockstep/ml");

  /** What Python's model has from PySpark's classes, or its machinery does. */
  private static final Set<String> OF_PYSPARK =
      Set.of(
          "copy",
          "explainParam",
          "findSummaryModel",
          "hasSummary",
          "numClasses",
          "numFeatures",
          "paramTable",
          "raw2probabilityInPlace",
          "read",
          "save",
          "toString",
          "transform",
          "transformSchema",
          "uid",
          "write");

  /** What records have anyway, and what is there in other words. */
  private static final Set<String> OF_RECORDS =
      Set.of(
          "actual",
          "calibration",
          "classes",
          "equals",
          "f1",
          "hashCode",
          "line",
          "of",
          "perClass",
          "precision",
          "predicted",
          "recall",
          "toString");

  @Test
  void theParamsOfTheClassifierAreJavas() throws IOException {
    requireWritten(
        "_classifier_params.py",
        PythonSource.of(
            MlpClassifier::new, "pyspark.ml.classification: _ProbabilisticClassifierParams"));
  }

  @Test
  void whatTheModelAndItsMeasuresSayIsInPythonToo() throws IOException {
    requireNamed("__init__.py", MlpClassificationModel.class, OF_PYSPARK);
    requireNamed("_summary.py", MlpTrainingSummary.class, OF_RECORDS);
    requireNamed("_summary.py", Evaluation.class, OF_RECORDS);
  }

  private static void requireNamed(String file, Class<?> type, Set<String> others)
      throws IOException {
    assertThat(type.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
        .extracting(Method::getName)
        .filteredOn(name -> !others.contains(name) && !name.contains("$"))
        .hasSizeGreaterThan(4)
        .allSatisfy(name -> assertThat(PACKAGE.resolve(file)).content().contains("def " + name));
  }

  private static void requireWritten(String name, String text) throws IOException {
    Path file = PACKAGE.resolve(name);
    if (Boolean.getBoolean("lockstep.write.python")) {
      Files.writeString(file, text);
    }
    assertThat(file)
        .as("to write it again: mvn test -Dtest=PythonSourceTest -Dlockstep.write.python=true")
        .content()
        .isEqualTo(text);
  }
}
