package dev.lockstep.predict;

import dev.lockstep.data.DataException;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.model.Model;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Scores a table's rows on the executors that read them, a block at a time; no row comes to the
 * driver, and none is shuffled.
 */
public final class Predictor implements AutoCloseable {
  private final SparkSession spark;
  private final Configuration conf;
  private final Model model;
  private final String data;
  private final Answers answers;
  private final FeatureTable table;
  private final StructType schema;
  private final Broadcast<float[]> parameters;

  /**
   * Opens the rows to be scored.
   *
   * @param data a CSV or Parquet file, a folder or a glob of them, or a test set; as {@link
   *     FeatureTable#open} takes it
   * @param outputs true to write the network's outputs beside the class, one column each
   * @throws DataException if there are none
   */
  public Predictor(
      JavaSparkContext context, Model model, String data, ScoringOptions options, boolean outputs) {
    spark = InternalRows.session();
    conf = context.hadoopConfiguration();
    this.model = model;
    this.data = data;
    answers = Answers.of(model, outputs);
    table =
        FeatureTable.open(spark, data, options, model.preprocessing(), model.featureNames(), conf);
    schema = schema(data);
    parameters = context.broadcast(model.parameters());
  }

  /**
   * Refuses settings of tables that say nothing about the data.
   *
   * @param made their names
   */
  public void requireRead(List<String> made) {
    TableSettings.requireRead(made, table.tableSettings(), data);
  }

  /** Returns lines about files that lie in the data's place and are not read. */
  public List<String> warnings() {
    return table.warnings();
  }

  /**
   * Writes the predictions of all rows to a folder of parts, in any order.
   *
   * @param format {@code csv} (with a header) or {@code parquet}
   * @throws DataException if a row cannot be scored; the folder is removed then
   */
  public void writeFolder(Path folder, String format) throws IOException {
    write(table.all(), folder, format, true);
    folder.getFileSystem(conf).cancelDeleteOnExit(folder);
  }

  /**
   * Writes the predictions of all rows to one CSV file: files in the order of their names, rows in
   * theirs.
   *
   * @throws DataException if a row cannot be scored; an older file stays then
   */
  public void writeFile(Path file) throws IOException {
    writeFile(file, new OneFile(schema.fieldNames(), false));
  }

  /**
   * Writes them to one file in Kaggle's form: the row's number, from 1, as ImageId, and the class
   * as Label.
   */
  public void writeSubmission(Path file) throws IOException {
    writeFile(file, new OneFile(new String[] {"ImageId", "Label"}, true));
  }

  private void writeFile(Path file, OneFile result) throws IOException {
    try {
      if (table.fileCount() == 0) {
        write(table.all(), result.newParts(file, conf), "csv", false);
      }
      for (int f = 0; f < table.fileCount(); f++) {
        write(table.file(f), result.newParts(file, conf), "csv", false);
      }
      result.join(file, conf);
    } finally {
      result.discard(conf);
    }
  }

  /** Writes rows to a folder, which is removed if the process ends in between, as by a signal. */
  private void write(FeatureRows rows, Path folder, String format, boolean header)
      throws IOException {
    if (format.equals("csv")) {
      table.requireCellsOfCsv();
    }
    JavaRDD<InternalRow> scored =
        rows.map(
            new ScoreRows(
                model.network(), model.preprocessing(), parameters, table.kept().size(), answers));
    FileSystem files = folder.getFileSystem(conf);
    files.mkdirs(folder);
    files.deleteOnExit(folder);
    try (RunningTasks tasks = new RunningTasks(spark.sparkContext())) {
      try {
        spark
            .internalCreateDataFrame(scored.rdd(), schema, false)
            .write()
            .option("header", header)
            .option("escape", "\"")
            .option("ignoreLeadingWhiteSpace", false)
            .option("ignoreTrailingWhiteSpace", false)
            // All digits that Parquet holds, and the same text on every machine.
            .option("timeZone", "UTC")
            .option("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss[.SSSSSS]XXX")
            .option("timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss[.SSSSSS]")
            .mode(SaveMode.Append) // The folder is empty so far.
            .format(format)
            .save(folder.toString());
      } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
        tasks.awaitNone();
        files.delete(folder, true);
        throw e;
      }
    }
  }

  private StructType schema(String data) {
    StructType all = new StructType(table.kept().toArray(StructField[]::new));
    for (StructField answer : answers.columns()) {
      all = all.add(answer);
    }
    Set<String> seen = new HashSet<>();
    for (String name : all.fieldNames()) {
      if (!seen.add(name)) {
        throw new DataException(
            data + ": column '" + name + "' cannot be kept: predictions have one of that name");
      }
    }
    return all;
  }

  @Override
  public void close() {
    parameters.destroy();
  }
}
