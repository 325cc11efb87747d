package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.files.PartitionColumns;
import dev.lockstep.data.files.TableFile;
import java.io.Serializable;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The origin of a task's rows, to name a wrong one.
 *
 * @param table its name in messages, where there are no files
 * @param csv null where the rows are not CSV
 * @param partitions the columns that stand in the names of a CSV file's folders
 * @param rowIndex the column of the row's number from 0; -1 where there is none
 * @param counted true if tasks read whole files, or parts of them, row by row
 * @param conf with csv
 */
public record RowPlace(
    String table,
    CsvFiles csv,
    PartitionColumns partitions,
    int rowIndex,
    boolean counted,
    SerializableConfiguration conf)
    implements Serializable {

  /** Returns the place of rows that do not come from CSV files. */
  public static RowPlace of(String table, int rowIndex) {
    return new RowPlace(table, null, PartitionColumns.NONE, rowIndex, /* counted= */ false, null);
  }

  /** Returns the place of rows of files that only Spark can read. */
  public static RowPlace ofSparks(TableFiles table) {
    return new RowPlace(table.name(), null, PartitionColumns.NONE, -1, /* counted= */ true, null);
  }

  public static RowPlace of(TableFiles table, CsvFiles csv, Configuration conf) {
    SerializableConfiguration forTasks = new SerializableConfiguration(conf);
    return new RowPlace(table.name(), csv, table.partitions(), -1, /* counted= */ false, forTasks);
  }

  RowPlace withRowIndex(int ordinal) {
    return new RowPlace(table, csv, partitions, ordinal, counted, conf);
  }

  /** Returns the exception for a row with a wrong cell. */
  public DataException wrongCell(CellException e, InternalRow row, Consumer<InternalRow> check) {
    return wrongCell(e, row, check, OptionalLong.empty());
  }

  /**
   * Returns the exception for a row with a wrong cell.
   *
   * @param number of the row in its file, from 1; empty where nobody has counted
   */
  DataException wrongCell(
      CellException e, InternalRow row, Consumer<InternalRow> check, OptionalLong number) {
    if (csv != null) {
      return secondLook(check).orElseGet(() -> e.inTable(file()));
    }
    if (rowIndex >= 0) {
      return e.in(file() + ": row " + (row.getLong(rowIndex) + 1));
    }
    return number.isPresent()
        ? e.in(file() + ": row " + number.getAsLong())
        : e.inTable(counted ? file() : table);
  }

  /**
   * Returns the exception for a file at which Spark's reader has failed; empty if its rows are
   * right.
   */
  Optional<DataException> wrongRow(Consumer<InternalRow> check) {
    return csv == null || currentFile().isEmpty() ? Optional.empty() : secondLook(check);
  }

  private Optional<DataException> secondLook(Consumer<InternalRow> check) {
    Path file = new Path(URI.create(currentFile()));
    return csv.firstFault(file, partitions.textOf(file), check, conf.value());
  }

  private String file() {
    return currentFile().isEmpty() ? table : TableFile.show(new Path(URI.create(currentFile())));
  }

  /** Returns the file that the task is reading, as a URI. */
  private static String currentFile() {
    return InputFileBlockHolder.getInputFilePath().toString();
  }
}
