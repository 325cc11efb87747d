/** Splits lines of comma-separated cells, byte by byte, into rows. */
package dev.lockstep.data.csv;
