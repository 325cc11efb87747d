package dev.lockstep.data.table;

import dev.lockstep.data.DataException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows in Spark's own form, each valid until the next; or batches of them, column by column.
 *
 * @param rows null where there are batches
 * @param batches null where there are rows
 * @param columns their names, in the order of both
 */
public record InternalRows(
    JavaRDD<InternalRow> rows, JavaRDD<ColumnarBatch> batches, List<String> columns) {
  /**
   * The alias of a row's number in its file, from 0, in {@link #ofScan}; a table's column never has
   * this name by chance.
   */
  public static final String ROW_INDEX = "lockstep\nrow index";

  /**
   * Returns a session that takes columns' names literally and in which {@link #ofScan} gets batches
   * of any number of columns: with more than a hundred columns, Spark would make a row of each of
   * Parquet's.
   */
  public static SparkSession session() {
    SparkSession session = SparkSession.builder().getOrCreate().newSession();
    session.conf().set("spark.sql.codegen.maxFields", String.valueOf(Integer.MAX_VALUE));
    // Columns and classes may be called a and A.
    session.conf().set("spark.sql.caseSensitive", "true");
    return session;
  }

  /** Returns a query's rows; refuses a DataFrame on a remote server. */
  public static JavaRDD<InternalRow> of(Dataset<Row> rows) {
    return here(rows).queryExecution().toRdd().toJavaRDD();
  }

  /**
   * Returns the rows of a query that selects columns of Parquet files or casts them. If Spark reads
   * batches of columns, they are passed on as they are: with hundreds of columns, converting them
   * to rows takes longer than scoring them.
   */
  public static InternalRows ofScan(Dataset<Row> rows) {
    SparkPlan plan = here(rows).queryExecution().executedPlan();
    List<SparkPlan> leaves = CollectionConverters.asJava(plan.collectLeaves());
    if (leaves.size() == 1
        && leaves.get(0) instanceof FileSourceScanExec scan
        && scan.supportsColumnar()) {
      Map<String, DataType> columns = new LinkedHashMap<>();
      CollectionConverters.asJava(scan.output())
          .forEach(column -> columns.put(asAsked(column.name()), column.dataType()));
      // Otherwise they are computed from the files' columns: a number of a wider type, say.
      boolean asTheyAre =
          Arrays.stream(rows.schema().fields())
              .allMatch(column -> column.dataType().equals(columns.get(column.name())));
      if (asTheyAre) {
        List<String> names = List.copyOf(columns.keySet());
        return new InternalRows(null, scan.executeColumnar().toJavaRDD(), names);
      }
    }
    return new InternalRows(of(rows), null, List.of(rows.columns()));
  }

  /** Returns the rows one after another, even if they come in batches. */
  public JavaRDD<InternalRow> eachRow() {
    return batches == null ? rows : batches.flatMap(ColumnarBatch::rowIterator);
  }

  /**
   * Returns a column with the number of each row in its file, whatever the names of the table's
   * columns.
   */
  public static Column rowIndex(Dataset<Row> rows) {
    return rows.metadataColumn("_metadata").getField("row_index").as(ROW_INDEX);
  }

  private static String asAsked(String name) {
    return name.equals(ParquetFileFormat.ROW_INDEX_TEMPORARY_COLUMN_NAME()) ? ROW_INDEX : name;
  }

  private static org.apache.spark.sql.classic.Dataset<Row> here(Dataset<Row> rows) {
    if (rows instanceof org.apache.spark.sql.classic.Dataset<Row> here) {
      return here;
    }
    throw new DataException("a DataFrame of Spark Connect has no rows here");
  }
}
