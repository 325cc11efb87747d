package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.ListedFiles;
import dev.lockstep.data.files.SparkPlace;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.ml.source.libsvm.LibSVMFileFormat;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A table that Spark reads: JSON, ORC or LIBSVM files, a format that a user's package brings, a
 * table of Spark's catalog or a query.
 *
 * @param name for messages
 */
public record SparkTable(String name, Dataset<Row> rows) {
  private static final String CORRUPT = "_corrupt_record";

  /** The digits of a feature's place, by LIBSVM's reader. */
  private static final String WIDTH = "numFeatures";

  /**
   * Checks the columns' names.
   *
   * @throws DataException if two are alike, as two keys in an object of JSON can be
   */
  public SparkTable {
    Set<String> seen = new HashSet<>();
    for (String column : rows.schema().fieldNames()) {
      if (!seen.add(column)) {
        throw new DataException(name + ": two columns are named " + CellException.quote(column));
      }
    }
  }

  /**
   * Opens a table of the catalog, a query, or a place of a format that Lockstep does not know.
   *
   * @param format null for a table or a query
   * @throws DataException with Spark's reason if there is no such table
   */
  public static SparkTable open(String place, TableFormat format) {
    SparkSession session = InternalRows.session();
    try {
      if (place.startsWith(SparkPlace.TABLE)) {
        return new SparkTable(place, session.table(place.substring(SparkPlace.TABLE.length())));
      }
      return new SparkTable(
          place,
          place.startsWith(SparkPlace.QUERY)
              ? session.sql(place.substring(SparkPlace.QUERY.length()))
              : session.read().format(format.name()).load(place));
    } catch (DataException e) {
      throw e;
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      throw wrong(place, e);
    }
  }

  /**
   * Opens files of a format that Spark reads.
   *
   * @param width the number of features of LIBSVM; null for the greatest place in the files
   */
  public static SparkTable open(TableFiles files, Dialect dialect, Integer width) {
    SparkSession session = InternalRows.session();
    Map<String, String> options = new HashMap<>();
    options.put("mergeSchema", "true"); // No file tells the columns of others.
    if (dialect.encoding() != null) {
      options.put("encoding", dialect.encoding());
    }
    options.put("multiLine", String.valueOf(Boolean.TRUE.equals(dialect.multiLine())));
    if (width != null) {
      options.put(WIDTH, width.toString());
    }
    FileFormat format = format(files.format());
    try {
      List<FileStatus> statuses = new ArrayList<>();
      files.files().forEach(file -> statuses.add(file.status()));
      Option<StructType> schema =
          format.inferSchema(
              session,
              Map$.MODULE$.from(CollectionConverters.asScala(options)),
              CollectionConverters.asScala(statuses).toSeq());
      if (schema.isEmpty() || schema.get().isEmpty()) {
        throw new DataException(files.name() + ": is empty");
      }
      if (Arrays.asList(schema.get().fieldNames()).contains(CORRUPT)) {
        throw corrupt(files.name(), schema.get());
      }
      Dataset<Row> rows =
          new ListedFiles(files.files(), files.partitions(), files.partitionSchema())
              .read(session, format, options, schema.get());
      return new SparkTable(files.name(), rows);
    } catch (DataException e) {
      throw e;
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      throw wrong(files.name(), e);
    }
  }

  private static FileFormat format(TableFormat format) {
    if (format.equals(TableFormat.JSON)) {
      return new JsonFileFormat();
    }
    return format.equals(TableFormat.ORC) ? new OrcFileFormat() : new LibSVMFileFormat();
  }

  private static DataException corrupt(String name, StructType schema) {
    return new DataException(
        name
            + (schema.size() == 1 ? ": has no line that is" : ": has a line that is not")
            + " an object of JSON",
        "; {multiLine} true reads files of one object or one array each");
  }

  private static DataException wrong(String name, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason =
        String.valueOf(root.getMessage())
            .lines()
            .filter(line -> !line.isBlank())
            .findFirst()
            .orElse("");
    return new DataException(name + ": cannot be read by Spark: " + reason, e);
  }

  /** Returns the columns with these names, in this order. */
  public Dataset<Row> select(List<String> columns) {
    return rows.select(columns.stream().map(TableColumn::reference).toArray(Column[]::new));
  }
}
