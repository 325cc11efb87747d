package dev.lockstep.data.table;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LeftOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table's columns and their roles.
 *
 * @param table its name in messages
 * @param names of all columns
 * @param usable the columns of a type that can be label, weight or features
 * @param otherTypes the other columns' types, by their names
 */
public record TableColumns(
    String table, List<String> names, List<TableColumn> usable, Map<String, String> otherTypes) {
  /** The metadata key for the type's name of a column that Spark cannot read. */
  public static final String UNREADABLE = "lockstep.unreadable";

  /**
   * Returns the columns of a table of text.
   *
   * @param unusable the names of those that nobody can mean
   */
  public static TableColumns ofText(String table, List<String> names, List<String> unusable) {
    List<TableColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!unusable.contains(names.get(i))) {
        columns.add(TableColumn.text(names.get(i), i));
      }
    }
    return new TableColumns(table, names, columns, Map.of());
  }

  /** Returns the columns of a table with types; dates and times are of no use. */
  public static TableColumns of(String table, StructType schema) {
    return of(table, schema, /* dates= */ false);
  }

  /** Returns true if cells of some column are text. */
  public boolean hasText() {
    return usable.stream().anyMatch(column -> column.kind() == TableColumn.Kind.TEXT);
  }

  /** Returns the same columns with texts of missing cells. */
  public TableColumns withNulls(List<String> texts) {
    return new TableColumns(
        table, names, usable.stream().map(column -> column.withNulls(texts)).toList(), otherTypes);
  }

  /**
   * Returns the columns of a table with types.
   *
   * @param dates true if dates and times can be features
   */
  public static TableColumns of(String table, StructType schema, boolean dates) {
    List<TableColumn> columns = new ArrayList<>();
    Map<String, String> otherTypes = new HashMap<>();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      Optional<TableColumn> column =
          TableColumn.of(fields[i], i).filter(c -> dates || !c.kind().isTime());
      column.ifPresent(columns::add);
      if (column.isEmpty()) {
        otherTypes.put(fields[i].name(), typeName(fields[i]));
      }
    }
    return new TableColumns(table, List.of(schema.fieldNames()), columns, otherTypes);
  }

  /**
   * Returns the column of the labels, or of the weights.
   *
   * @param setting the name of the setting that names the column
   */
  public TableColumn find(String name, String setting) {
    String another = "; {" + setting + "} names another";
    String wanted = setting.equals("label") ? "text, a number or a boolean" : "a number";
    TableColumn column = existing(List.of(name), another, "a " + setting + " is " + wanted).get(0);
    if (column.kind().isRow() || column.kind().isTime()) {
      throw new DataException(
          table
              + ": column "
              + CellException.quote(name)
              + (column.kind().isRow()
                  ? " holds many numbers a row"
                  : " is of the type "
                      + column.kind().name().toLowerCase(Locale.ROOT)
                      + ", but a "
                      + setting
                      + " is "
                      + wanted));
    }
    return column;
  }

  /** Returns several such columns, no two alike. */
  public List<TableColumn> findAll(List<String> wanted, String setting) {
    List<TableColumn> columns = new ArrayList<>();
    for (String name : wanted) {
      TableColumn column = find(name, setting);
      if (columns.contains(column)) {
        throw new DataException(
            table + ": column " + CellException.quote(name) + " is named twice by ",
            "{" + setting + "}");
      }
      columns.add(column);
    }
    return columns;
  }

  /**
   * Returns the weights' column; null if there is none.
   *
   * @param dispensable true if it may be missing, as in a test set
   */
  public TableColumn weight(String name, boolean dispensable) {
    boolean none = name == null || (dispensable && !names.contains(name));
    return none ? null : find(name, "weight");
  }

  /** Returns the wanted features' columns, or all columns that can be features. */
  public List<TableColumn> features(
      List<String> wanted, List<TableColumn> labels, TableColumn weight) {
    List<TableColumn> columns =
        wanted.isEmpty()
            ? found(others(labels, weight))
            : existing(wanted, "", "a feature is a number");
    for (TableColumn column : columns) {
      boolean fits = column.kind().isNumber() || (columns.size() == 1 && column.kind().isRow());
      if (!fits) {
        throw new DataException(
            table
                + ": column "
                + CellException.quote(column.name())
                + " is not a column of numbers");
      }
    }
    return columns;
  }

  /**
   * Returns the columns without features, in the table's order, with the reason.
   *
   * @param schema this table's
   * @param features the features that were found
   */
  public List<LeftOut> leftOut(
      StructType schema, List<TableColumn> features, List<TableColumn> labels, TableColumn weight) {
    Set<String> used = new HashSet<>(features.stream().map(TableColumn::name).toList());
    labels.forEach(label -> used.add(label.name()));
    if (weight != null) {
      used.add(weight.name());
    }
    Optional<TableColumn> row = features.stream().filter(c -> c.kind().isRow()).findFirst();
    Map<String, TableColumn> named = named();
    List<LeftOut> leftOut = new ArrayList<>();
    for (StructField column : schema.fields()) {
      if (!used.contains(column.name())) {
        boolean fits =
            named.containsKey(column.name())
                && (named.get(column.name()).kind().isNumber()
                    || named.get(column.name()).kind().isRow());
        String reason =
            fits && row.isPresent()
                ? "the features are in column " + CellException.quote(row.get().name())
                : column.dataType().equals(DataTypes.StringType) ? "text" : typeName(column);
        leftOut.add(new LeftOut(column.name(), reason));
      }
    }
    return leftOut;
  }

  /** Returns true if some column holds many numbers a row. */
  public boolean isOfRows(List<TableColumn> labels, TableColumn weight) {
    return others(labels, weight).stream().anyMatch(column -> column.kind().isRow());
  }

  /** Returns the columns of a type that is of no use, in the table's order. */
  public List<LeftOut> otherTypes(StructType schema) {
    return Arrays.stream(schema.fields())
        .filter(field -> otherTypes.containsKey(field.name()))
        .map(field -> new LeftOut(field.name(), typeName(field)))
        .toList();
  }

  private List<TableColumn> found(List<TableColumn> others) {
    List<TableColumn> rows = others.stream().filter(column -> column.kind().isRow()).toList();
    if (rows.size() == 1) {
      return rows;
    }
    if (rows.size() > 1) {
      return rows.stream()
          .filter(column -> column.name().equals("features"))
          .findFirst()
          .map(List::of)
          .orElseThrow(
              () ->
                  new DataException(
                      table + ": several columns hold vectors or arrays, none named 'features'"));
    }
    List<TableColumn> numbers = others.stream().filter(column -> column.kind().isNumber()).toList();
    if (numbers.isEmpty()) {
      throw new DataException(
          table + ": has no column of numbers, vectors or arrays of floats or doubles");
    }
    return numbers;
  }

  private List<TableColumn> existing(List<String> wanted, String advice, String role) {
    Map<String, TableColumn> named = named();
    Set<String> known = Set.copyOf(names);
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: has no column %s, but %s",
                table,
                CellException.quote(name),
                firstOf(names)),
            advice);
      }
      if (!named.containsKey(name)) {
        throw new DataException(
            table
                + ": column "
                + CellException.quote(name)
                + " is of the type "
                + otherTypes.get(name)
                + ", but "
                + role);
      }
    }
    return wanted.stream().map(named::get).toList();
  }

  private Map<String, TableColumn> named() {
    Map<String, TableColumn> named = new HashMap<>();
    usable.forEach(column -> named.putIfAbsent(column.name(), column));
    return named;
  }

  /** Returns a list of the first names, for a message. */
  public static String firstOf(List<String> names) {
    String first =
        names.stream().limit(8).map(CellException::shown).collect(Collectors.joining(", "));
    return names.size() > 8 ? first + ", ..." : first;
  }

  /** Returns the name of a column's type. */
  public static String typeName(StructField column) {
    return CellException.shown(
        column.metadata().contains(UNREADABLE)
            ? column.metadata().getString(UNREADABLE)
            : column.dataType().simpleString());
  }

  /** Returns all columns but the labels' and the weights', which may be null. */
  public List<TableColumn> others(List<TableColumn> labels, TableColumn weight) {
    List<TableColumn> others =
        usable.stream().filter(c -> !labels.contains(c) && !c.equals(weight)).toList();
    if (others.isEmpty()) {
      List<LeftOut> left =
          names.stream()
              .filter(otherTypes::containsKey)
              .map(name -> new LeftOut(name, otherTypes.get(name)))
              .toList();
      throw new DataException(
          table
              + ": has no column of features"
              + (left.isEmpty() ? "" : ": " + LeftOut.lines(left).get(0)));
    }
    return others;
  }
}
