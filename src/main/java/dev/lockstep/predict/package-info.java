/**
 * Scores rows of CSV or Parquet that Spark reads, without collecting them, and writes predictions.
 * May import {@code data}, {@code model}, {@code nn}, {@code linalg} and Spark.
 */
package dev.lockstep.predict;
