/**
 * Splits lines of comma-separated cells, byte by byte, into rows. May import {@code text}, {@code
 * data}, {@code data.table} and {@code data.files}.
 */
package dev.lockstep.data.csv;
