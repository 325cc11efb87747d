/**
 * Reads the columns and types of Parquet files that hold one table. May import {@code text}, {@code
 * data}, {@code data.table} and {@code data.files}.
 */
package dev.lockstep.data.parquet;
