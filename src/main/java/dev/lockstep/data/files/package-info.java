/**
 * Finds the files that a user names and the cells in their folders' names. May import {@code text},
 * {@code input}, {@code data} and {@code data.table}.
 */
package dev.lockstep.data.files;
