package dev.lockstep.predict;

import dev.lockstep.data.FloatText;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** How a cell of a row, or an element of an array in one, becomes a feature. */
enum Cell {
  BYTE {
    @Override
    float value(SpecializedGetters row, int place) {
      return row.getByte(place);
    }
  },
  SHORT {
    @Override
    float value(SpecializedGetters row, int place) {
      return row.getShort(place);
    }
  },
  INT {
    @Override
    float value(SpecializedGetters row, int place) {
      return row.getInt(place);
    }
  },
  LONG {
    @Override
    float value(SpecializedGetters row, int place) {
      return row.getLong(place);
    }
  },
  FLOAT {
    @Override
    float value(SpecializedGetters row, int place) {
      return row.getFloat(place);
    }
  },
  DOUBLE {
    @Override
    float value(SpecializedGetters row, int place) {
      return (float) row.getDouble(place);
    }
  },
  TEXT {
    @Override
    float value(SpecializedGetters row, int place) {
      return parse(row.getUTF8String(place));
    }
  },
  /** Anything else, of which nothing can be made. */
  OTHER {
    @Override
    float value(SpecializedGetters row, int place) {
      return Float.NaN;
    }
  };

  static Cell of(DataType type) {
    if (type.equals(DataTypes.ByteType)) {
      return BYTE;
    } else if (type.equals(DataTypes.ShortType)) {
      return SHORT;
    } else if (type.equals(DataTypes.IntegerType)) {
      return INT;
    } else if (type.equals(DataTypes.LongType)) {
      return LONG;
    } else if (type.equals(DataTypes.FloatType)) {
      return FLOAT;
    } else if (type.equals(DataTypes.DoubleType)) {
      return DOUBLE;
    } else if (type.equals(DataTypes.StringType)) {
      return TEXT;
    }
    return OTHER;
  }

  /** The array's elements, or {@link #OTHER} where the type is no array. */
  static Cell ofElements(DataType type) {
    return type instanceof ArrayType array ? of(array.elementType()) : OTHER;
  }

  boolean isNumber() {
    return this != TEXT && this != OTHER;
  }

  abstract float value(SpecializedGetters row, int place);

  /** The feature, or NaN or an infinity where there is none. */
  float read(SpecializedGetters row, int place) {
    return row.isNullAt(place) ? Float.NaN : value(row, place);
  }

  /** What stands there, for a message. */
  static String text(SpecializedGetters row, int place, DataType type) {
    return row.isNullAt(place) ? "" : String.valueOf(row.get(place, type));
  }

  /** The number that a text says, as training reads it, with or without spaces around; or NaN. */
  static float parse(UTF8String text) {
    return FloatText.parse(text.trimAll());
  }
}
