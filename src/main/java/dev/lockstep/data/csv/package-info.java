/**
 * Splits lines of delimited cells, byte by byte, into rows. May import {@code text}, {@code data},
 * {@code data.table}, {@code data.files} and {@code data.codec}.
 */
package dev.lockstep.data.csv;
