package dev.lockstep.ml.param;

/**
 * Sets the params of the columns of a raw table.
 *
 * @param <E> the estimator, which setters return
 */
public interface ColumnSetters<E> extends ColumnParams {
  /**
   * Sets the columns to learn from, in place of {@code featuresCol}; {@code *} stands for any text.
   */
  default E setFeaturesCols(String[] columns) {
    return Fluent.set(this, featuresCols(), columns.clone());
  }

  /** Sets the columns whose cells are categories, numbers too. */
  default E setCategoricalCols(String[] columns) {
    return Fluent.set(this, categoricalCols(), columns.clone());
  }

  /**
   * Sets what stands for missing cells: {@code error}, {@code mean}, {@code median}, {@code
   * most-frequent} or {@code zero}.
   */
  default E setMissing(String name) {
    return Fluent.set(this, missing(), name);
  }

  default E setMissingFlag(boolean on) {
    return Fluent.set(this, missingFlag(), on);
  }

  default E setMaxCategories(int count) {
    return Fluent.set(this, maxCategories(), count);
  }

  /** Sets what becomes of categories that training has not seen: {@code other} or {@code error}. */
  default E setUnseen(String name) {
    return Fluent.set(this, unseen(), name);
  }

  /** Sets what dates and times are read as: {@code none} or {@code number}. */
  default E setDates(String name) {
    return Fluent.set(this, dates(), name);
  }
}
