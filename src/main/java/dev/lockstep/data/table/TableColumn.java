package dev.lockstep.data.table;

import dev.lockstep.data.CellException;
import dev.lockstep.data.CellException.Fault;
import dev.lockstep.input.CategoryText;
import dev.lockstep.text.Blanks;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;

/**
 * A column, and the way its cells become numbers.
 *
 * @param ordinal its place in a row
 * @param precision of a decimal
 * @param scale of a decimal
 * @param nulls the texts of missing cells, beside the null; none where the rows have null for them
 */
public record TableColumn(
    String name, int ordinal, Kind kind, int precision, int scale, List<String> nulls)
    implements Serializable {
  public enum Kind {
    TEXT,
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    DECIMAL,
    DATE,
    TIMESTAMP,
    FLOATS,
    DOUBLES,
    VECTOR;

    /** Returns true if a cell can be a feature; of booleans, false is 0 and true 1. */
    public boolean isNumber() {
      return compareTo(BOOLEAN) >= 0 && compareTo(DECIMAL) <= 0;
    }

    /** Returns true if a cell is a date or a time. */
    public boolean isTime() {
      return this == DATE || this == TIMESTAMP;
    }

    /** Returns true if one cell holds all features. */
    public boolean isRow() {
      return compareTo(FLOATS) >= 0;
    }
  }

  /** The microseconds of a second, in which Spark counts times. */
  private static final double MICROS = 1e6;

  /** Returns a column of text. */
  public static TableColumn text(String name, int ordinal) {
    return new TableColumn(name, ordinal, Kind.TEXT, 0, 0, List.of());
  }

  /** Returns a column of numbers or of Spark ML's vectors. */
  public static TableColumn of(String name, int ordinal, Kind kind) {
    return new TableColumn(name, ordinal, kind, 0, 0, List.of());
  }

  /** Returns this column with texts of missing cells. */
  public TableColumn withNulls(List<String> texts) {
    return kind == Kind.TEXT && !texts.isEmpty()
        ? new TableColumn(name, ordinal, kind, precision, scale, List.copyOf(texts))
        : this;
  }

  /**
   * Returns a column of a schema; empty if it is of a type that can be neither label nor features.
   */
  public static Optional<TableColumn> of(StructField field, int ordinal) {
    DataType type = field.dataType();
    if (type instanceof DecimalType decimal) {
      return Optional.of(
          new TableColumn(
              field.name(),
              ordinal,
              Kind.DECIMAL,
              decimal.precision(),
              decimal.scale(),
              List.of()));
    }
    return Optional.ofNullable(kind(type)).map(kind -> of(field.name(), ordinal, kind));
  }

  private static Kind kind(DataType type) {
    if (type instanceof ArrayType array) {
      return array.elementType().equals(DataTypes.FloatType)
          ? Kind.FLOATS
          : array.elementType().equals(DataTypes.DoubleType) ? Kind.DOUBLES : null;
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Kind.VECTOR;
    }
    return switch (type.typeName()) {
      case "string" -> Kind.TEXT;
      case "boolean" -> Kind.BOOLEAN;
      case "byte" -> Kind.BYTE;
      case "short" -> Kind.SHORT;
      case "integer" -> Kind.INT;
      case "long" -> Kind.LONG;
      case "float" -> Kind.FLOAT;
      case "double" -> Kind.DOUBLE;
      case "date" -> Kind.DATE;
      case "timestamp", "timestamp_ntz" -> Kind.TIMESTAMP;
      default -> null;
    };
  }

  /** Returns a column by its name, whatever characters that has. */
  public static Column reference(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  public TableColumn at(int newOrdinal) {
    return new TableColumn(name, newOrdinal, kind, precision, scale, nulls);
  }

  /** Returns this column in rows with these columns. */
  public TableColumn in(Map<String, Integer> columns) {
    return at(columns.get(name));
  }

  /** Returns the places of columns by their names. */
  public static Map<String, Integer> places(List<String> columns) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      places.put(columns.get(i), i);
    }
    return places;
  }

  /** Returns a cell's number, which is finite as a float too. */
  public double number(InternalRow row) {
    requireCell(row);
    double value = value(row);
    if (!Float.isFinite((float) value)) {
      throw notANumber(row);
    }
    return value;
  }

  /** Returns true if a cell is null, or a text of missing cells. */
  boolean isNull(InternalRow row) {
    return row.isNullAt(ordinal)
        || (!nulls.isEmpty()
            && nulls.contains(Blanks.strip(row.getUTF8String(ordinal).toString())));
  }

  /** Returns true if a cell that is not null holds the mark of a missing number. */
  boolean isMark(InternalRow row) {
    return switch (kind) {
      case FLOAT -> Float.isNaN(row.getFloat(ordinal));
      case DOUBLE -> Double.isNaN(row.getDouble(ordinal));
      default -> false;
    };
  }

  /** Returns the exception for a cell that is not a number. */
  CellException notANumber(InternalRow row) {
    if (kind == Kind.TEXT) {
      return WrongNumber.of(name, row.getUTF8String(ordinal));
    }
    return isMark(row)
        ? new CellException(name, "'NaN' stands for a missing cell", Fault.MISSING)
        : new CellException(
            name, CellException.quote(shown(row)) + WrongNumber.whyNoFloat(value(row)));
  }

  double value(InternalRow row) {
    return switch (kind) {
      case TEXT ->
          row instanceof NumberCells cells
              ? cells.number(ordinal)
              : FloatText.parse(row.getUTF8String(ordinal));
      case BOOLEAN -> row.getBoolean(ordinal) ? 1 : 0;
      case BYTE -> row.getByte(ordinal);
      case SHORT -> row.getShort(ordinal);
      case INT -> row.getInt(ordinal);
      case LONG -> row.getLong(ordinal);
      case FLOAT -> row.getFloat(ordinal);
      case DOUBLE -> row.getDouble(ordinal);
      case DECIMAL -> row.getDecimal(ordinal, precision, scale).toDouble();
      case DATE -> row.getInt(ordinal);
      case TIMESTAMP -> row.getLong(ordinal) / MICROS;
      case FLOATS, DOUBLES, VECTOR -> throw new IllegalStateException(name + " holds no numbers");
    };
  }

  /** Returns a number as it stands in a file, or as Java writes it. */
  public String shown(InternalRow row) {
    return switch (kind) {
      case TEXT -> Utf8.shown(row.getUTF8String(ordinal).getBytes());
      case BOOLEAN -> String.valueOf(row.getBoolean(ordinal));
      case BYTE, SHORT, INT -> String.valueOf((int) value(row));
      case LONG -> String.valueOf(row.getLong(ordinal));
      case FLOAT -> String.valueOf(row.getFloat(ordinal));
      case DECIMAL -> row.getDecimal(ordinal, precision, scale).toJavaBigDecimal().toPlainString();
      default -> String.valueOf(value(row));
    };
  }

  /** Returns a label's text. */
  public String label(InternalRow row) {
    if (isNull(row)) {
      throw new CellException(name, "is empty");
    }
    String text =
        switch (kind) {
          case TEXT -> Utf8.name(name, row.getUTF8String(ordinal));
          case BOOLEAN -> String.valueOf(row.getBoolean(ordinal));
          case BYTE, SHORT -> String.valueOf((int) value(row));
          case INT -> String.valueOf(row.getInt(ordinal));
          case LONG -> String.valueOf(row.getLong(ordinal));
          case FLOAT -> String.valueOf((float) Double.parseDouble(finite(row.getFloat(ordinal))));
          case DOUBLE -> finite(row.getDouble(ordinal));
          case DECIMAL ->
              row.getDecimal(ordinal, precision, scale).toJavaBigDecimal().toPlainString();
          case DATE, TIMESTAMP, FLOATS, DOUBLES, VECTOR ->
              throw new IllegalStateException(name + " is not a label");
        };
    if (text.isBlank()) {
      throw new CellException(name, "is empty");
    }
    return text;
  }

  /** Returns a category's text in a cell that is not missing. */
  String category(InternalRow row) {
    return switch (kind) {
      case TEXT -> CategoryText.of(pointed(row, Utf8.name(name, row.getUTF8String(ordinal))));
      case BOOLEAN -> String.valueOf(row.getBoolean(ordinal));
      case BYTE, SHORT, INT, LONG -> CategoryText.of(whole(row));
      case FLOAT -> CategoryText.of((float) number(row));
      case DOUBLE -> CategoryText.of(number(row));
      case DECIMAL -> CategoryText.of(row.getDecimal(ordinal, precision, scale).toJavaBigDecimal());
      case DATE -> LocalDate.ofEpochDay(row.getInt(ordinal)).toString();
      case TIMESTAMP -> Instant.EPOCH.plus(row.getLong(ordinal), ChronoUnit.MICROS).toString();
      case FLOATS, DOUBLES, VECTOR -> throw new IllegalStateException(name + " is not a category");
    };
  }

  /** Returns a text; if it is a number with a decimal comma, with a point. */
  private String pointed(InternalRow row, String text) {
    boolean comma =
        text.indexOf(',') >= 0
            && row instanceof NumberCells cells
            && Double.isFinite(cells.number(ordinal));
    return comma ? text.replace(',', '.') : text;
  }

  private long whole(InternalRow row) {
    return kind == Kind.LONG ? row.getLong(ordinal) : (long) value(row);
  }

  private String finite(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new CellException(name, CellException.quote("" + value) + " is not a finite number");
    }
    return String.valueOf(value);
  }

  void requireCell(InternalRow row) {
    if (isNull(row)) {
      throw kind == Kind.VECTOR
          ? new CellException(name, "the vector is null")
          : new CellException(name, "is empty", Fault.MISSING);
    }
  }
}
