package dev.lockstep.data.files;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.TableColumns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The columns whose cells stand in the names of folders, as in {@code year=2024/month=5}. They are
 * a table's last columns, in the order of the folders. The layout is Hive's, which Spark's {@code
 * partitionBy} writes.
 *
 * @param names none where files lie in no such folders
 */
public record PartitionColumns(List<String> names) implements Serializable {
  public static final PartitionColumns NONE = new PartitionColumns(List.of());

  private static final String EMPTY = "__HIVE_DEFAULT_PARTITION__";

  public PartitionColumns {
    names = List.copyOf(names);
  }

  /**
   * Returns the columns of a table's files.
   *
   * @throws DataException if they differ between two files; the message names both
   */
  public static PartitionColumns of(String table, List<TableFile> files) {
    TableFile first = files.get(0);
    List<String> names = names(first);
    for (TableFile file : files) {
      if (!names(file).equals(names)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: %s %s, but %s %s",
                table,
                TableFile.show(first.path()),
                said(names),
                show(file),
                said(names(file))));
      }
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new DataException(show(first) + ": two of its folders are of column '" + name + "'");
      }
    }
    return new PartitionColumns(names);
  }

  private static String show(TableFile file) {
    return TableFile.show(file.path());
  }

  private static String said(List<String> names) {
    return names.isEmpty()
        ? "lies in no folder of a column"
        : "lies in folders of columns " + TableColumns.firstOf(names);
  }

  private static List<String> names(TableFile file) {
    return file.folders().stream().filter(PartitionColumns::isOne).map(f -> name(f)).toList();
  }

  /** Returns true if a folder's name has the form of a column's name and a cell. */
  static boolean isOne(String folder) {
    return folder.indexOf('=') > 0;
  }

  private static String name(String folder) {
    return ExternalCatalogUtils.unescapePathName(folder.substring(0, folder.indexOf('=')));
  }

  private static String value(String folder) {
    String text = folder.substring(folder.indexOf('=') + 1);
    return text.isEmpty() || text.equals(EMPTY)
        ? null
        : ExternalCatalogUtils.unescapePathName(text);
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** Returns a file's cells; null where one is empty. */
  public List<String> cells(Path file) {
    List<String> cells = new ArrayList<>();
    Path folder = file.getParent();
    for (int i = names.size() - 1; i >= 0; i--) {
      while (!isOne(folder.getName()) || !name(folder.getName()).equals(names.get(i))) {
        folder = folder.getParent();
      }
      cells.add(0, value(folder.getName()));
      folder = folder.getParent();
    }
    return cells;
  }

  /** Returns a file's cells as text. */
  public InternalRow textOf(Path file) {
    return row(cells(file), cell -> DataTypes.StringType);
  }

  /** Returns a file's cells in the types of these columns. */
  InternalRow row(Path file, StructType schema) {
    List<DataType> types = new ArrayList<>();
    for (StructField field : schema.fields()) {
      types.add(field.dataType());
    }
    return row(cells(file), i -> types.get(i));
  }

  private static InternalRow row(List<String> cells, Function<Integer, DataType> typeOf) {
    Object[] row = new Object[cells.size()];
    for (int i = 0; i < row.length; i++) {
      String cell = cells.get(i);
      if (cell != null) {
        DataType type = typeOf.apply(i);
        row[i] =
            type.equals(DataTypes.LongType)
                ? (Object) Long.valueOf(cell)
                : type.equals(DataTypes.DoubleType)
                    ? (Object) Double.valueOf(cell)
                    : UTF8String.fromString(cell);
      }
    }
    return new GenericInternalRow(row);
  }

  /** Returns the columns as text, like those of CSV. */
  public StructType textSchema() {
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema;
  }

  /**
   * Returns the columns with their types, which follow from the cells of all files: whole numbers,
   * numbers or text.
   */
  public StructType schema(List<Path> files) {
    StructType schema = new StructType();
    List<List<String>> rows = files.stream().map(this::cells).toList();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      List<String> cells =
          rows.stream().map(row -> row.get(column)).filter(Objects::nonNull).distinct().toList();
      schema = schema.add(names.get(i), type(cells));
    }
    return schema;
  }

  private static DataType type(List<String> cells) {
    if (cells.stream().allMatch(PartitionColumns::isWhole)) {
      return DataTypes.LongType;
    }
    boolean numbers = cells.stream().allMatch(FloatText::isNumber);
    return numbers ? DataTypes.DoubleType : DataTypes.StringType;
  }

  private static boolean isWhole(String cell) {
    return cell.matches("0|-?[1-9][0-9]{0,17}");
  }

  /**
   * Refuses a table whose files have such a column too.
   *
   * @param columns of the files
   * @param file one of them
   */
  public void requireNoneOf(List<String> columns, Path file) {
    for (String name : names) {
      for (String column : columns) {
        if (column.equalsIgnoreCase(name)) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: column %s stands in the file and in its folder's name",
                  TableFile.show(file),
                  CellException.quote(column)));
        }
      }
    }
  }
}
