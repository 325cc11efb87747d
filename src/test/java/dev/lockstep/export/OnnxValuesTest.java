package dev.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.scorer.Prediction;
import dev.lockstep.scorer.Scorer;
import dev.lockstep.serve.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models of numbers, in the ONNX runtime. */
class OnnxValuesTest {
  private static final float[][] ROWS = {{1, 2, 3}, {200, 0, 17}, {-4, 90, 255}, {0, 0, 0}};

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"MSE", "HUBER", "ABSOLUTE", "QUANTILE", "POISSON"})
  void theOnnxRuntimePredictsTheScorersNumbers(LossFunction loss) throws IOException, OrtException {
    Scorer scorer = Scorer.of(Models.ofNumbers(loss));
    Path file = folder.resolve("model.onnx");
    ExportFormat.ONNX.write(
        scorer.model(), new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    double[][] values = OnnxRun.values(file, ROWS);
    float[] flat = new float[3 * ROWS.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = ROWS[i / 3][i % 3];
    }
    List<Prediction> expected = scorer.predictAll(flat);
    assertThat(values).hasDimensions(ROWS.length, 2);
    for (int r = 0; r < ROWS.length; r++) {
      for (int t = 0; t < 2; t++) {
        double divisor = Models.TARGETS.divisors().get(t);
        double size = Math.abs(expected.get(r).values()[t] - Models.TARGETS.offsets().get(t));
        assertThat(values[r][t])
            .as("row %d, target %d", r, t)
            .isCloseTo(expected.get(r).values()[t], within(1e-5 * Math.max(divisor, size)));
      }
    }
    assertThat(expected.get(0).values()[1]).isNotEqualTo(expected.get(1).values()[1]);
  }
}
