package dev.lockstep.data.read;

import dev.lockstep.data.DataException;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.csv.CsvRows;
import dev.lockstep.data.csv.CsvSyntax;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.PartitionColumns;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.table.TableColumn;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The files of one table.
 *
 * @param name the user's name of it
 * @param files in the order of their names, one at least
 * @param partitions the columns that stand in the names of folders
 * @param beside what else lies there
 */
public record TableFiles(
    String name,
    List<TableFile> files,
    TableFormat format,
    PartitionColumns partitions,
    Beside beside) {

  TableFiles with(Beside around) {
    return new TableFiles(name, files, format, partitions, around);
  }

  /** Returns lines about the files that are not read; none if all are. */
  public List<String> warnings() {
    return beside.lines(name);
  }

  /**
   * Returns the table of the rows of several.
   *
   * @throws DataException if their formats or partitions differ, if one file is in two of them, or
   *     if some have a test set beside them and others have none
   */
  static TableFiles joined(List<TableFiles> tables) {
    TableFiles first = tables.get(0);
    Map<Path, TableFiles> owners = new HashMap<>();
    for (TableFiles table : tables) {
      table.requireLike(first);
      for (TableFile file : table.files) {
        TableFiles other = owners.put(file.path(), table);
        if (other != null) {
          throw new DataException(
              TableFile.show(file.path())
                  + (": is named twice, by " + other.name + " and by " + table.name));
        }
      }
    }
    List<TableFile> all =
        tables.stream()
            .flatMap(table -> table.files.stream())
            .sorted(Comparator.comparing(TableFile::path))
            .toList();
    String name =
        tables.size() == 2
            ? first.name + " and " + tables.get(1).name
            : first.name + " and " + (tables.size() - 1) + " more";
    PartitionColumns partitions = PartitionColumns.of(name, all);
    Beside beside =
        Beside.joined(tables.stream().map(table -> table.beside.below(table.name)).toList());
    return new TableFiles(name, all, first.format, partitions, beside);
  }

  private void requireLike(TableFiles first) {
    if (!format.equals(first.format)) {
      throw new DataException(
          name + ": is " + format + ", but " + first.name + " is " + first.format);
    }
    if (beside.alone() != first.beside.alone()) {
      TableFiles with = beside.alone() ? first : this;
      TableFiles without = beside.alone() ? this : first;
      throw new DataException(
          with.name + ": has a test set beside it, but " + without.name + " has none");
    }
  }

  /** Returns true if the table has a column of labels; a test set without one is for prediction. */
  boolean hasLabels(TableOptions options, Configuration conf) {
    if (!format.isCsv()) {
      return true;
    }
    String label = options.label() == null ? TableOptions.DEFAULT_LABEL : options.label();
    CsvFiles csv = csv(options.dialect(), 2, conf);
    return !csv.header() || csv.columns().contains(label) || partitions.names().contains(label);
  }

  /** Returns the file that decides the table's columns. */
  Path first() {
    return files.get(0).path();
  }

  /**
   * Returns the columns of CSV files, as the first file has them.
   *
   * @param fewest the fewest cells that a row must have, those of partitions included
   */
  public CsvFiles csv(Dialect dialect, int fewest, Configuration conf) {
    int inFiles = Math.max(1, fewest - partitions.names().size());
    CsvSyntax syntax = CsvSyntax.of(dialect, first().getName());
    CsvFiles csv = CsvFiles.of(first(), syntax, inFiles, conf);
    partitions.requireNoneOf(csv.columns(), first());
    return csv;
  }

  public List<Path> paths() {
    return files.stream().map(TableFile::path).toList();
  }

  /** Returns the table of one of its files. */
  public TableFiles only(int number) {
    return new TableFiles(name, files.subList(number, number + 1), format, partitions, beside);
  }

  /** Returns the table of some of its files. */
  public TableFiles only(List<Path> some) {
    Set<Path> wanted = Set.copyOf(some);
    List<TableFile> kept = files.stream().filter(f -> wanted.contains(f.path())).toList();
    return new TableFiles(name, kept, format, partitions, beside);
  }

  /** Returns the columns of partitions; text if the files' columns are text too. */
  public StructType partitionSchema() {
    return format.isCsv() ? partitions.textSchema() : partitions.schema(paths());
  }

  /** Returns the files' columns, followed by those of partitions. */
  public StructType withPartitions(StructType files) {
    StructType all = files;
    for (StructField column : partitionSchema().fields()) {
      all = all.add(column);
    }
    return all;
  }

  /**
   * Returns the first file's first row after the header, with the cells of partitions; none if it
   * has none.
   */
  public List<String> firstRow(CsvFiles csv, Configuration conf) {
    List<String> row = csv.firstRow(first(), conf);
    return row.isEmpty()
        ? row
        : Stream.concat(row.stream(), partitions.cells(first()).stream())
            .map(cell -> cell == null ? "" : cell)
            .toList();
  }

  /**
   * Returns the rows of all CSV files as text, followed by the cells of partitions.
   *
   * @param wanted the columns that are read; the cells of other columns are null
   */
  public JavaRDD<InternalRow> csvRows(
      JavaSparkContext spark, CsvFiles csv, Collection<TableColumn> wanted) {
    return CsvRows.of(spark, files, partitions, csv, wanted);
  }
}
