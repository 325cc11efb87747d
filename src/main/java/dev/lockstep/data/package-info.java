/**
 * Rows to shards: readers of IDX and of the built-in sets, content-addressed examples, logical
 * shards. May import {@code nn} and {@code linalg}.
 */
package dev.lockstep.data;
