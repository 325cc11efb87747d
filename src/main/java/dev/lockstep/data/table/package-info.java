/** Converts the columns and rows of a table to features, labels and weights. */
package dev.lockstep.data.table;
