/**
 * Rows to shards: readers of IDX, of tables and of the built-in sets, content-addressed examples,
 * logical shards; and rows to be scored. May import {@code nn} and {@code linalg}.
 */
package dev.lockstep.data;
