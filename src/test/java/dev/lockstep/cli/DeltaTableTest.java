package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A table of Delta, with Delta's own package, gives the model of the same rows in Parquet. */
@Tag("slow")
@Tag("campaign") // The package is the campaign's.
class DeltaTableTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir Path folder;

  @Test
  void rowsThatWereDeletedAreNotLearnedFrom() throws IOException {
    SPARK.on(
        "local[2]",
        Map.of(
            "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"));
    SparkSession spark = SparkSession.builder().getOrCreate();
    Dataset<Row> rows =
        spark
            .range(400)
            .selectExpr(
                "cast(id % 7 as int) as x",
                "case when id % 3 = 0 then null else concat('k', cast(id % 4 as string)) end as k",
                "cast(id % 2 as int) as label");
    Path delta = folder.resolve("delta");
    rows.limit(50).write().format("delta").save(delta.toString());
    rows.write().format("delta").mode(SaveMode.Overwrite).save(delta.toString());
    Path parquet = folder.resolve("parquet");
    rows.write().parquet(parquet.toString());
    byte[] expected = model("parquet", parquet.toString());
    assertThat(model("delta", delta.toString(), "--format", "delta")).isEqualTo(expected);
    String query = "sql:select x, k, label from delta.`" + delta + "`";
    assertThat(model("sql", query)).isEqualTo(expected);
  }

  private byte[] model(String name, String data, String... options) throws IOException {
    Path out = folder.resolve("run-" + name);
    List<Object> words =
        new ArrayList<>(List.of("train", "--data", data, "--out", out, "--epochs", 2, "--quiet"));
    words.addAll(List.of("--missing", "mean"));
    words.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(words.toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllBytes(out.resolve("model.safetensors"));
  }
}
