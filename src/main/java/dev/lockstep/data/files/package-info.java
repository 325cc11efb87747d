/**
 * Finds the files that a user names and the cells in their folders' names. May import {@code data}.
 */
package dev.lockstep.data.files;
