/**
 * Converts the columns and rows of a table to features, labels and weights. May import {@code
 * text}, {@code input} and {@code data}.
 */
package dev.lockstep.data.table;
