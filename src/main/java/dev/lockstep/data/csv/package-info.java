/** Lines of comma-separated cells, byte by byte, to rows. */
package dev.lockstep.data.csv;
