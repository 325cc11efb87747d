package dev.lockstep.data.parquet;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** Tells the type that holds exactly the values of a column's types in different files. */
public final class ColumnTypes {
  /** Each type holds the values of those before it. */
  private static final List<DataType> WHOLE =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  /** The digits that a whole number of each type needs. */
  private static final int[] DIGITS = {3, 5, 10, 19};

  private ColumnTypes() {}

  /** Returns true if two types differ at most in whether values may be null. */
  public static boolean areSame(DataType a, DataType b) {
    return a.asNullable().equals(b.asNullable());
  }

  /**
   * Returns the type that holds the values of both; empty if there is none, as for text and
   * numbers. A double does not hold every long: {@link #isLossy} tells.
   */
  public static Optional<DataType> common(DataType a, DataType b) {
    if (areSame(a, b) || b.equals(DataTypes.NullType)) {
      return Optional.of(a);
    }
    if (a.equals(DataTypes.NullType)) {
      return Optional.of(b);
    }
    if (a instanceof ArrayType one && b instanceof ArrayType other) {
      return common(one.elementType(), other.elementType())
          .filter(type -> !isLossy(one.elementType(), type) && !isLossy(other.elementType(), type))
          .map(DataTypes::createArrayType);
    }
    if (a instanceof DecimalType || b instanceof DecimalType) {
      return decimal(a).flatMap(one -> decimal(b).flatMap(other -> common(one, other)));
    }
    if (WHOLE.contains(a) && WHOLE.contains(b)) {
      return Optional.of(WHOLE.get(Math.max(WHOLE.indexOf(a), WHOLE.indexOf(b))));
    }
    return isNumber(a) && isNumber(b) ? Optional.of(DataTypes.DoubleType) : Optional.empty();
  }

  /** Returns true if the second type holds only the smaller values of the first. */
  public static boolean isLossy(DataType from, DataType to) {
    return from.equals(DataTypes.LongType) && to.equals(DataTypes.DoubleType);
  }

  private static boolean isNumber(DataType type) {
    return WHOLE.contains(type)
        || type.equals(DataTypes.FloatType)
        || type.equals(DataTypes.DoubleType);
  }

  private static Optional<DecimalType> decimal(DataType type) {
    if (type instanceof DecimalType decimal) {
      return Optional.of(decimal);
    }
    int whole = WHOLE.indexOf(type);
    return whole < 0
        ? Optional.empty()
        : Optional.of(DataTypes.createDecimalType(DIGITS[whole], 0));
  }

  private static Optional<DataType> common(DecimalType a, DecimalType b) {
    int scale = Math.max(a.scale(), b.scale());
    int digits = scale + Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return digits > DecimalType.MAX_PRECISION()
        ? Optional.empty()
        : Optional.of(DataTypes.createDecimalType(digits, scale));
  }
}
