package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

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
          "estimatedSize",
          "loadSummary",
          "saveSummary",
          "trainingSummary",
          "findSummaryModel",
          "hasSummary",
          "numClasses",
          "numFeatures",
          "paramTable",
          "explainParam",
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
          "figures",
          "equals",
          "f1",
          "hashCode",
          "line",
          "ofTarget",
          "targets",
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
  void theParamsOfTheRegressorAreJavas() throws IOException {
    requireWritten(
        "_regressor_params.py",
        PythonSource.of(MlpRegressor::new, "pyspark.ml.base: _PredictorParams"));
  }

  @Test
  void whatModelsAndTheirMeasuresSayIsInPythonToo() throws IOException {
    String models = text("__init__.py") + text("_stage.py");
    String measures = text("_summary.py");
    requireNamed(models, MlpClassificationModel.class, OF_PYSPARK);
    requireNamed(models, MlpRegressionModel.class, OF_PYSPARK);
    requireNamed(measures, MlpTrainingSummary.class, OF_RECORDS);
    requireNamed(measures, MlpRegressionSummary.class, OF_RECORDS);
    requireNamed(measures, MlpRegressionEvaluation.class, OF_RECORDS);
    requireNamed(measures, MlpEvaluation.class, OF_RECORDS);
    requireNamed(measures, ClassMeasures.class, OF_RECORDS);
    requireNamed(measures, ValueMeasures.class, OF_RECORDS);
  }

  private static String text(String name) throws IOException {
    return Files.readString(PACKAGE.resolve(name));
  }

  private static void requireNamed(String python, Class<?> type, Set<String> others) {
    assertThat(type.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
        .extracting(Method::getName)
        .filteredOn(name -> !others.contains(name) && !name.contains("$"))
        .hasSizeGreaterThan(4)
        .as("methods of %s that the Python package has not", type.getSimpleName())
        .filteredOn(name -> !python.contains("    def " + name + "("))
        .isEmpty();
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
