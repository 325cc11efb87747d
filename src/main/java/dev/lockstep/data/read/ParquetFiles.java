package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.ListedFiles;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.parquet.ColumnTypes;
import dev.lockstep.data.parquet.ParquetFooters;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Files of Parquet that hold one table: all have the same columns, in any order. If a column's type
 * differs between files, the table has a type that holds all its numbers exactly.
 *
 * @param schema of all files; where they differ in the order of columns, the alphabetically first
 *     of these orders, whatever the files' names. A column that cannot be read has no type
 * @param files the files, by their own columns
 * @param partitionSchema the columns that stand in the names of folders
 */
public record ParquetFiles(
    StructType schema, Map<StructType, List<Path>> files, StructType partitionSchema) {
  /** Up to this, a double holds every whole number. */
  private static final long LARGEST_EXACT = 1L << 53;

  /**
   * Reads the footers of all files.
   *
   * @throws DataException if one cannot be read, or two do not fit; the message names both, the
   *     column and both types
   */
  public static ParquetFiles of(TableFiles tableFiles, Configuration conf) {
    List<Path> paths = tableFiles.paths();
    ParquetFooters footers = new ParquetFooters(conf);
    List<StructType> schemas =
        withoutValueless(paths, footers.ofEach(paths, footers::schema), footers);
    Map<StructType, List<Path>> files = new LinkedHashMap<>();
    for (int f = 0; f < paths.size(); f++) {
      files.computeIfAbsent(schemas.get(f), schema -> new ArrayList<>()).add(paths.get(f));
    }
    files.forEach((schema, alike) -> requireDistinctNames(schema, alike.get(0)));
    ParquetFiles table = new ParquetFiles(common(files), files, tableFiles.partitionSchema());
    tableFiles.partitions().requireNoneOf(List.of(table.schema.fieldNames()), paths.get(0));
    table.requireExact(footers);
    return table;
  }

  /**
   * Returns the rows of some files: these columns in this order, then {@link
   * InternalRows#ROW_INDEX}.
   */
  public Dataset<Row> rows(SparkSession session, TableFiles chosen, List<String> columns) {
    Set<Path> wanted = Set.copyOf(chosen.paths());
    Map<StructType, List<Path>> byTypes = new LinkedHashMap<>();
    files.forEach(
        (own, paths) -> {
          List<Path> here = paths.stream().filter(wanted::contains).toList();
          if (!here.isEmpty()) {
            byTypes.computeIfAbsent(asRead(own), types -> new ArrayList<>()).addAll(here);
          }
        });
    return byTypes.entrySet().stream()
        .map(part -> rows(session, part.getKey(), chosen.only(part.getValue()), columns))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  /**
   * Returns all columns in the table's order with a file's own types, so that files can be
   * compared.
   */
  private StructType asRead(StructType own) {
    StructField[] types = schema.fields().clone();
    for (int i = 0; i < types.length; i++) {
      StructField column = types[i];
      DataType here = own.apply(column.name()).dataType();
      boolean same = ColumnTypes.areSame(here, column.dataType());
      types[i] = DataTypes.createStructField(column.name(), same ? column.dataType() : here, true);
    }
    return new StructType(types);
  }

  private Dataset<Row> rows(
      SparkSession session, StructType types, TableFiles chosen, List<String> columns) {
    List<Column> select = new ArrayList<>();
    for (String name : columns) {
      if (chosen.partitions().names().contains(name)) {
        select.add(TableColumn.reference(name));
        continue;
      }
      DataType here = types.apply(name).dataType();
      DataType wanted = schema.apply(name).dataType();
      Column cell =
          here.equals(DataTypes.NullType) ? functions.lit(null) : TableColumn.reference(name);
      select.add(here.equals(wanted) ? cell : cell.cast(wanted).as(name));
    }
    StructField[] readable =
        Arrays.stream(types.fields())
            .filter(field -> !field.dataType().equals(DataTypes.NullType))
            .toArray(StructField[]::new);
    Dataset<Row> rows =
        new ListedFiles(chosen.files(), chosen.partitions(), partitionSchema)
            .read(session, new ParquetFileFormat(), Map.of(), new StructType(readable));
    select.add(InternalRows.rowIndex(rows));
    return rows.select(select.toArray(Column[]::new));
  }

  private static void requireDistinctNames(StructType schema, Path file) {
    Set<String> seen = new HashSet<>();
    for (String name : schema.fieldNames()) {
      if (!seen.add(name)) {
        throw new DataException(
            TableFile.show(file) + ": two columns are named " + CellException.quote(name));
      }
    }
  }

  /**
   * Returns the files' columns, of which those without values have no type where types do not fit.
   */
  private static List<StructType> withoutValueless(
      List<Path> paths, List<StructType> schemas, ParquetFooters footers) {
    Set<String> names = namesOfConflicts(new LinkedHashSet<>(schemas));
    if (names.isEmpty()) {
      return schemas;
    }
    List<Set<String>> valueless = footers.ofEach(paths, file -> footers.valueless(file, names));
    List<StructType> all = new ArrayList<>();
    for (int f = 0; f < paths.size(); f++) {
      StructField[] fields = schemas.get(f).fields().clone();
      for (int i = 0; i < fields.length; i++) {
        if (valueless.get(f).contains(fields[i].name())) {
          fields[i] = DataTypes.createStructField(fields[i].name(), DataTypes.NullType, true);
        }
      }
      all.add(new StructType(fields));
    }
    return all;
  }

  private static Set<String> namesOfConflicts(Set<StructType> schemas) {
    Map<String, Optional<StructField>> merged = new HashMap<>();
    for (StructType schema : schemas) {
      for (StructField field : schema.fields()) {
        merged.merge(
            field.name(), Optional.of(field), (a, b) -> a.flatMap(one -> common(one, b.get())));
      }
    }
    Set<String> names = new HashSet<>();
    merged.forEach(
        (name, field) -> {
          if (field.isEmpty()) {
            names.add(name);
          }
        });
    return names;
  }

  private static StructType common(Map<StructType, List<Path>> files) {
    StructType first = files.keySet().iterator().next();
    files.forEach((schema, paths) -> requireSameNames(first, files.get(first), schema, paths));
    StructType ordered =
        Collections.min(files.keySet(), (a, b) -> Arrays.compare(a.fieldNames(), b.fieldNames()));
    List<StructField> common = new ArrayList<>();
    for (String name : ordered.fieldNames()) {
      StructField merged = first.apply(name);
      for (StructType schema : files.keySet()) {
        merged =
            common(merged, schema.apply(name)).orElseThrow(() -> conflict(name, schema, files));
      }
      common.add(merged);
    }
    return new StructType(common.toArray(StructField[]::new));
  }

  private static Optional<StructField> common(StructField a, StructField b) {
    if (hasNoType(a) || hasNoType(b)) {
      return Optional.of(hasNoType(a) ? b : a);
    }
    if (isUnreadable(a) || isUnreadable(b)) {
      return Optional.of(a).filter(field -> a.metadata().equals(b.metadata()));
    }
    return ColumnTypes.common(a.dataType(), b.dataType())
        .map(type -> new StructField(a.name(), type, true, a.metadata()));
  }

  private static boolean hasNoType(StructField column) {
    return column.dataType().equals(DataTypes.NullType) && !isUnreadable(column);
  }

  /** Returns true if Spark cannot read the column. */
  public static boolean isUnreadable(StructField column) {
    return column.metadata().contains(TableColumns.UNREADABLE);
  }

  private static void requireSameNames(
      StructType first, List<Path> firstFiles, StructType schema, List<Path> paths) {
    requireNames(first, firstFiles.get(0), paths.get(0), schema);
    requireNames(schema, paths.get(0), firstFiles.get(0), first);
  }

  private static void requireNames(StructType with, Path file, Path other, StructType there) {
    Set<String> names = Set.of(there.fieldNames());
    for (StructField column : with.fields()) {
      if (!names.contains(column.name())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: has no column %s, which is %s in %s, but %s",
                TableFile.show(other),
                CellException.quote(column.name()),
                TableColumns.typeName(column),
                TableFile.show(file),
                TableColumns.firstOf(Arrays.asList(there.fieldNames()))));
      }
    }
  }

  private static DataException conflict(
      String column, StructType schema, Map<StructType, List<Path>> files) {
    StructField here = schema.apply(column);
    StructType other =
        files.keySet().stream()
            .filter(s -> common(s.apply(column), here).isEmpty())
            .findFirst()
            .orElse(files.keySet().iterator().next());
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: column %s is %s, but %s in %s",
            TableFile.show(files.get(schema).get(0)),
            CellException.quote(column),
            TableColumns.typeName(here),
            TableColumns.typeName(other.apply(column)),
            TableFile.show(files.get(other).get(0))));
  }

  /** Checks that longs fit into doubles where another file has doubles in the column. */
  private void requireExact(ParquetFooters footers) {
    files.forEach(
        (own, paths) -> {
          Set<String> columns = new LinkedHashSet<>();
          for (StructField column : schema.fields()) {
            if (ColumnTypes.isLossy(own.apply(column.name()).dataType(), column.dataType())) {
              columns.add(column.name());
            }
          }
          if (!columns.isEmpty()) {
            requireExact(footers, paths, columns);
          }
        });
  }

  private void requireExact(ParquetFooters footers, List<Path> paths, Set<String> columns) {
    List<Map<String, Long>> largest = footers.ofEach(paths, file -> footers.largest(file, columns));
    for (int f = 0; f < paths.size(); f++) {
      for (String column : columns) {
        Long value = largest.get(f).get(column);
        if (value == null || ParquetFooters.negative(value) < -LARGEST_EXACT) {
          throw wouldRound(paths.get(f), column, value);
        }
      }
    }
  }

  private DataException wouldRound(Path file, String column, Long largest) {
    StructType other =
        files.keySet().stream()
            .filter(s -> !ColumnTypes.isLossy(s.apply(column).dataType(), DataTypes.DoubleType))
            .filter(s -> !s.apply(column).dataType().equals(DataTypes.NullType))
            .findFirst()
            .orElseThrow();
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: column %s is bigint %s, but %s in %s; a double would round it",
            TableFile.show(file),
            CellException.quote(column),
            largest == null ? "of unknown size" : (largest < 0 ? "down to " : "up to ") + largest,
            TableColumns.typeName(other.apply(column)),
            TableFile.show(files.get(other).get(0))));
  }
}
