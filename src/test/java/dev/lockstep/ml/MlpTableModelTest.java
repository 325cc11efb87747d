package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.model.file.ModelFile;
import dev.lockstep.scorer.RawTable;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model of a table with categories, a date and gaps takes the table's own columns. */
class MlpTableModelTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;
  private MlpClassificationModel model;

  @BeforeEach
  void readModel() throws IOException {
    SPARK.on("local[2]");
    SparkSession.builder().getOrCreate();
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(
        RawTable.MODEL, new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    model = MlpClassificationModel.fromRun(file.toString());
  }

  @Test
  void theProbabilitiesAreTheScorersOverTheirSum() {
    Dataset<Row> rows = RawFrame.rows();
    Dataset<Row> scored = model.transform(rows);
    assertThat(scored.columns())
        .containsExactlyInAnyOrder(model.transformSchema(rows.schema()).fieldNames());
    assertThat(scored.columns()).doesNotContain("features").contains("sex", "prediction");
    float[] expected = RawTable.probabilities();
    List<Row> found = scored.orderBy("id").select("probability").collectAsList();
    for (int r = 0; r < found.size(); r++) {
      Vector probabilities = found.get(r).getAs(0);
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        sum += expected[3 * r + c];
      }
      for (int c = 0; c < 3; c++) {
        assertThat(probabilities.apply(c)).isEqualTo(expected[3 * r + c] / sum);
      }
    }
    assertThat(found).hasSize(expected.length / 3);
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> model.transform(RawFrame.rows().drop("deck")))
        .hasMessage("there is no column 'deck', which the model has");
    assertThatThrownBy(() -> model.transformSchema(RawFrame.rows().drop("deck").schema()))
        .hasMessage("there is no column 'deck', which the model has");
  }

  @Test
  void aWrongCellIsNamed() {
    Dataset<Row> rows = RawFrame.rows().withColumn("port", org.apache.spark.sql.functions.lit(3));
    assertThatThrownBy(() -> model.transform(rows).collect())
        .hasStackTraceContaining("column port: \"3\" is not a category that training has seen");
  }
}
