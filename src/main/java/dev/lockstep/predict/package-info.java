/**
 * Scores rows of CSV or Parquet that Spark reads, without collecting them, and writes predictions.
 * May import {@code text}, {@code linalg}, {@code input}, {@code nn}, {@code model}, {@code data},
 * {@code data.table}, {@code data.files}, {@code data.csv} and {@code data.read} and Spark.
 */
package dev.lockstep.predict;
