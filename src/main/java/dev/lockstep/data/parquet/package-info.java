/** Reads the columns and types of Parquet files that hold one table. */
package dev.lockstep.data.parquet;
