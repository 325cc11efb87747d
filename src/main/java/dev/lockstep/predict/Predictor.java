package dev.lockstep.predict;

import dev.lockstep.data.DataException;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Loss;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Scores a table's rows on the executors, where they are read, a block at a time; no row of them
 * comes to the driver, and none is shuffled.
 */
public final class Predictor implements AutoCloseable {
  private final SparkSession spark;
  private final Configuration conf;
  private final Model model;
  private final Prediction prediction;
  private final Table table;
  private final Broadcast<float[]> parameters;

  /**
   * Opens the rows to be scored.
   *
   * @param data a CSV or Parquet file, a folder or a glob of them, or the name of a test set
   * @param header whether CSV files begin with one; empty to look
   * @throws DataException if there are none
   */
  public Predictor(
      JavaSparkContext context,
      Model model,
      String data,
      Optional<Boolean> header,
      Prediction prediction) {
    spark = SparkSession.builder().getOrCreate().newSession();
    // Classes may be called a and A, and each may have a column.
    spark.conf().set("spark.sql.caseSensitive", "true");
    conf = context.hadoopConfiguration();
    this.model = model;
    this.prediction = prediction;
    table = Table.open(spark, data, header);
    checkKept();
    parameters = context.broadcast(model.parameters());
  }

  /**
   * Writes the predictions of all rows to a folder of parts, in any order.
   *
   * @param format {@code csv} (with a header) or {@code parquet}
   * @throws DataException if a row cannot be scored; the folder is gone again
   */
  public void writeFolder(Path folder, String format) throws IOException {
    write(table.frame(), folder, format, true);
  }

  /**
   * Writes the predictions of all rows to one CSV file: files in the order of their names, rows in
   * theirs.
   *
   * @throws DataException if a row cannot be scored; what stood there before stays
   */
  public void writeFile(Path file) throws IOException {
    writeFile(file, new OneFile(schema(columns(table.frame())).fieldNames(), false));
  }

  /** The same in Kaggle's form: the row's number, from 1, as ImageId, and the class as Label. */
  public void writeSubmission(Path file) throws IOException {
    writeFile(file, new OneFile(new String[] {"ImageId", "Label"}, true));
  }

  private void writeFile(Path file, OneFile result) throws IOException {
    try {
      if (table.files().isEmpty()) {
        write(table.frame(), result.newParts(file, conf), "csv", false);
      }
      for (String input : table.files()) {
        write(table.frameOf(spark, input), result.newParts(file, conf), "csv", false);
      }
      result.join(file, conf);
    } finally {
      result.discard(conf);
    }
  }

  private void write(Dataset<Row> rows, Path folder, String format, boolean header)
      throws IOException {
    FeatureColumns columns = columns(rows);
    Dataset<Row> needed = malformed(rows) ? rows : pruned(rows, columns);
    FeatureColumns places = columns(needed);
    JavaRDD<InternalRow> scored =
        internal(needed)
            .mapPartitions(
                new ScoreRows(
                    model.network(),
                    model.scaling(),
                    model.classNames().toArray(String[]::new),
                    parameters,
                    places,
                    kept(places),
                    prediction.outputs()));
    try {
      spark
          .internalCreateDataFrame(scored.rdd(), schema(places), false)
          .write()
          .option("header", header)
          .option("escape", "\"")
          .format(format)
          .save(folder.toString());
    } catch (Exception e) {
      folder.getFileSystem(conf).delete(folder, true);
      throw explained(e);
    }
  }

  private boolean malformed(Dataset<Row> rows) {
    return table.malformed() >= 0 && rows.schema().size() > table.malformed();
  }

  /** Parquet reads only the columns that are asked for. */
  private Dataset<Row> pruned(Dataset<Row> rows, FeatureColumns columns) {
    Set<Integer> wanted = new HashSet<>();
    Arrays.stream(columns.places()).forEach(wanted::add);
    Arrays.stream(kept(columns)).forEach(wanted::add);
    if (wanted.size() == rows.schema().size()) {
      return rows;
    }
    String[] names = rows.schema().fieldNames();
    return rows.select(
        IntStream.range(0, names.length)
            .filter(wanted::contains)
            .mapToObj(i -> rows.col("`" + names[i].replace("`", "``") + "`"))
            .toArray(Column[]::new));
  }

  private FeatureColumns columns(Dataset<Row> rows) {
    StructType schema = rows.schema();
    List<String> all = Arrays.asList(table.frame().schema().fieldNames());
    return FeatureColumns.choose(
        table.name(),
        schema,
        table.malformed(),
        prediction.label(),
        Set.copyOf(prediction.kept()),
        model.network().features(),
        i -> table.isNumeric().test(all.indexOf(schema.fieldNames()[i])));
  }

  private static JavaRDD<InternalRow> internal(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd().toJavaRDD();
  }

  private void checkKept() {
    List<String> names = Arrays.asList(table.frame().schema().fieldNames());
    for (String name : prediction.kept()) {
      if (!names.contains(name)) {
        throw new DataException(table.name() + " has no column " + name + " to keep");
      }
    }
  }

  private int[] kept(FeatureColumns columns) {
    String[] names = columns.schema().fieldNames();
    return IntStream.range(0, names.length)
        .filter(i -> i != columns.malformed())
        .filter(i -> prediction.keepAll() || prediction.kept().contains(names[i]))
        .toArray();
  }

  private StructType schema(FeatureColumns columns) {
    StructType schema = new StructType();
    for (int place : kept(columns)) {
      StructField field = columns.schema().fields()[place];
      schema = schema.add(field);
    }
    schema = schema.add("prediction", DataTypes.StringType, false);
    String prefix = model.network().loss() == Loss.CROSS_ENTROPY ? "probability_" : "output_";
    int width = model.network().outputs();
    for (int c = 0; prediction.outputs() && c < width; c++) {
      String name = width == 1 ? "output" : prefix + model.classNames().get(c);
      schema = schema.add(name, DataTypes.FloatType, false);
    }
    return schema;
  }

  /** With the number of the row, where a row is what is wrong. */
  private RuntimeException explained(Exception e) {
    Optional<BadRowException> bad = BadRowException.in(e);
    if (bad.isEmpty()) {
      if (Table.isOtherHeader(e)) {
        return new DataException(table.name() + ": its files have different headers", e);
      }
      return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
    if (table.files().isEmpty()) {
      return new DataException(table.name() + ": " + bad.get().getMessage(), e);
    }
    // As it stands there, it is encoded as a URI.
    String file = new Path(URI.create(bad.get().file)).toString();
    Dataset<Row> rows = table.frameOf(spark, file);
    FirstBadRow first = FirstBadRow.find(internal(rows), columns(rows));
    return new DataException(
        Table.shown(file) + ": row " + first.row() + ", " + first.problem(), e);
  }

  @Override
  public void close() {
    parameters.destroy();
  }
}
