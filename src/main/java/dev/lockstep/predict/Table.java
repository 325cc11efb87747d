package dev.lockstep.predict;

import dev.lockstep.data.Catalog;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Rows to be scored, wherever they lie.
 *
 * @param name what the user calls it
 * @param files in the order of their names; none for a built-in or public set
 * @param frame all rows of all files
 * @param header whether each file begins with one
 * @param malformed the place of the column that says how a row is malformed, or -1
 * @param isNumeric whether a column holds numbers, as far as is seen without reading all
 */
record Table(
    String name,
    List<String> files,
    Dataset<Row> frame,
    boolean header,
    int malformed,
    IntPredicate isNumeric) {
  private static final Set<String> NAMED = Set.of("digits", "mnist", "fashion-mnist");
  private static final String MALFORMED = "_corrupt_record";

  /**
   * Opens a CSV file (with a header or without), a Parquet file, a folder or a glob of either, or
   * the test set of that name.
   *
   * @throws DataException if there is nothing of that name, or no row in it
   */
  static Table open(SparkSession spark, String name, Optional<Boolean> header) {
    if (NAMED.contains(name)) {
      return testSet(spark, name);
    }
    List<String> files = files(name, spark.sparkContext().hadoopConfiguration());
    boolean parquet = files.get(0).endsWith(".parquet");
    return parquet
        ? typed(name, files, spark.read().parquet(files.toArray(String[]::new)))
        : csv(spark, name, files, header);
  }

  /** The same table's rows that lie in one file, in their order. */
  Dataset<Row> frameOf(SparkSession spark, String file) {
    DataFrameReader reader = spark.read().schema(frame.schema());
    return malformed < 0 ? reader.parquet(file) : csvOptions(reader, header).csv(file);
  }

  private static Table typed(String name, List<String> files, Dataset<Row> frame) {
    StructType schema = frame.schema();
    return new Table(
        name, files, frame, false, -1, i -> Cell.of(schema.fields()[i].dataType()).isNumber());
  }

  private static Table csv(
      SparkSession spark, String name, List<String> files, Optional<Boolean> wanted) {
    List<Row> first = firstRows(spark, files.get(0));
    boolean header = wanted.orElseGet(() -> isHeader(first.get(0)));
    StructType schema = new StructType();
    for (int i = 0; i < first.get(0).size(); i++) {
      boolean named = header && !first.get(0).isNullAt(i);
      schema = schema.add(named ? first.get(0).getString(i) : "_c" + i, DataTypes.StringType);
    }
    if (header && first.size() == 1) {
      throw new DataException(name + ": no rows after the header");
    }
    Row sample = first.get(header ? 1 : 0);
    int malformed = schema.size();
    Dataset<Row> frame =
        csvOptions(spark.read().schema(schema.add(MALFORMED, DataTypes.StringType)), header)
            .csv(files.toArray(String[]::new));
    return new Table(
        name, files, frame, header, malformed, i -> i < sample.size() && isNumber(sample, i));
  }

  private static DataFrameReader csvOptions(DataFrameReader reader, boolean header) {
    return reader
        .option("header", header)
        .option("enforceSchema", false)
        .option("escape", "\"")
        .option("columnNameOfCorruptRecord", MALFORMED);
  }

  private static List<Row> firstRows(SparkSession spark, String file) {
    List<Row> rows = spark.read().option("escape", "\"").csv(file).limit(2).collectAsList();
    if (rows.isEmpty()) {
      throw new DataException(shown(file) + ": no rows");
    }
    return rows;
  }

  /** Most of a header's cells are no numbers; a row may have a few that are none, as a name. */
  private static boolean isHeader(Row row) {
    long numbers = IntStream.range(0, row.size()).filter(i -> isNumber(row, i)).count();
    long empty = IntStream.range(0, row.size()).filter(row::isNullAt).count();
    return 2 * numbers < row.size() - empty;
  }

  private static boolean isNumber(Row row, int place) {
    return !row.isNullAt(place)
        && Float.isFinite(Cell.parse(UTF8String.fromString(row.getString(place))));
  }

  private static Table testSet(SparkSession spark, String name) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var source = Catalog.open(name, Part.TEST, context.hadoopConfiguration());
    JavaRDD<InternalRow> rows = source.examples(context, source.classLimit()).map(new ToRow());
    StructType schema =
        new StructType()
            .add("label", DataTypes.IntegerType)
            .add("features", DataTypes.createArrayType(DataTypes.FloatType, false));
    return typed(name, List.of(), spark.internalCreateDataFrame(rows.rdd(), schema, false));
  }

  private static final class ToRow implements Function<Example, InternalRow> {
    private static final long serialVersionUID = 1L;

    @Override
    public InternalRow call(Example example) {
      Object features = UnsafeArrayData.fromPrimitiveArray(example.features());
      return new GenericInternalRow(new Object[] {example.label(), features});
    }
  }

  private static List<String> files(String name, Configuration conf) {
    List<String> files = new ArrayList<>();
    try {
      Path path = new Path(name);
      FileSystem fs = path.getFileSystem(conf);
      FileStatus[] found = fs.globStatus(path);
      if (found == null || found.length == 0) {
        throw new DataException(
            name
                + ": no such file or folder, and no data set of that name"
                + " (digits, mnist, fashion-mnist)");
      }
      for (FileStatus status : found) {
        addFiles(fs, status, files);
      }
    } catch (IOException e) {
      throw new DataException(name + ": cannot be read: " + e.getMessage(), e);
    }
    if (files.isEmpty()) {
      throw new DataException(name + ": no files in it");
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  private static void addFiles(FileSystem fs, FileStatus status, List<String> files)
      throws IOException {
    String name = status.getPath().getName();
    if (name.startsWith("_") || name.startsWith(".")) {
      return;
    }
    if (status.isFile()) {
      files.add(status.getPath().toString());
    } else {
      for (FileStatus inside : fs.listStatus(status.getPath())) {
        addFiles(fs, inside, files);
      }
    }
  }

  /** Whether Spark says that a file's header is not the first file's. */
  static boolean isOtherHeader(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException
          && String.valueOf(cause.getMessage()).contains("CSV header")) {
        return true;
      }
    }
    return false;
  }

  /** A file's name as people write it. */
  static String shown(String file) {
    Path path = new Path(file);
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
