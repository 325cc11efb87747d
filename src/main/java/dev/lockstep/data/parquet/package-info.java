/** Files of Parquet that hold one table. */
package dev.lockstep.data.parquet;
