package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The Python package follows the Java classes. */
class PythonSourceTest {
  private static final Path PACKAGE = Path.of("src/main/resources/dev/lockstep/ml");

  @Test
  void theParamsOfTheClassifierAreJavas() throws IOException {
    requireWritten(
        "_classifier_params.py",
        PythonSource.of(
            MlpClassifier::new, "pyspark.ml.classification: _ProbabilisticClassifierParams"));
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
