/**
 * Opens data by a user's name of them, and reads tables as examples. May import {@code text},
 * {@code input}, {@code data}, {@code data.table}, {@code data.files}, {@code data.plan}, {@code
 * data.csv}, {@code data.parquet}, {@code data.fetch}, {@code data.idx} and {@code data.digits}.
 */
package dev.lockstep.data.read;
