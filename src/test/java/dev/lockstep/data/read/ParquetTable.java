package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Part;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A table of Parquet files that a test writes. */
abstract class ParquetTable {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;
  @TempDir Path scratch;

  void assertRefused(String message) {
    assertThatThrownBy(() -> open(".")).isInstanceOf(DataException.class).hasMessage(message);
  }

  Path file(String name) {
    return folder.resolve(name + ".parquet");
  }

  /** In one file. */
  void write(String name, Dataset<Row> rows) throws IOException {
    Path parts = scratch.resolve(name);
    rows.coalesce(1).write().mode("overwrite").parquet(parts.toString());
    Files.createDirectories(file(name).getParent());
    try (var written = Files.newDirectoryStream(parts, "*.parquet")) {
      Files.copy(written.iterator().next(), file(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  void write(String name, MessageType type, Group... rows) throws IOException {
    Files.createDirectories(file(name).getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file(name).toUri()))
            .withType(type)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  TableSource open(String name) {
    return (TableSource)
        Catalog.open(
            folder.resolve(name).normalize().toString(),
            Part.TRAIN,
            SPARK.on("local[2]").hadoopConfiguration());
  }

  static SparkSession session() {
    SPARK.on("local[2]");
    return SparkSession.builder().getOrCreate();
  }
}
