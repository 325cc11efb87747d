package dev.lockstep.ml.param;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/** The params of the columns of a raw table, in place of a column of vectors. */
public interface ColumnParams extends HasParamTable {
  /** What is an error in place of a value. */
  String ERROR = "error";

  default StringArrayParam featuresCols() {
    return paramTable().texts("featuresCols");
  }

  /** Returns the columns that were set. @throws java.util.NoSuchElementException if none were */
  default String[] getFeaturesCols() {
    return getOrDefault(featuresCols());
  }

  default StringArrayParam categoricalCols() {
    return paramTable().texts("categoricalCols");
  }

  /** Returns the columns that were set. @throws java.util.NoSuchElementException if none were */
  default String[] getCategoricalCols() {
    return getOrDefault(categoricalCols());
  }

  default Param<String> missing() {
    return paramTable().param("missing");
  }

  default String getMissing() {
    return getOrDefault(missing());
  }

  default BooleanParam missingFlag() {
    return paramTable().flag("missingFlag");
  }

  default boolean getMissingFlag() {
    return (Boolean) getOrDefault(missingFlag());
  }

  default IntParam maxCategories() {
    return paramTable().whole("maxCategories");
  }

  default int getMaxCategories() {
    return (Integer) getOrDefault(maxCategories());
  }

  default Param<String> unseen() {
    return paramTable().param("unseen");
  }

  default String getUnseen() {
    return getOrDefault(unseen());
  }

  default Param<String> dates() {
    return paramTable().param("dates");
  }

  default String getDates() {
    return getOrDefault(dates());
  }
}
