/**
 * Examples, their ids and labels, and the source that they come from; the rooms below read files
 * and tables and make shards. May import {@code text} and {@code input}.
 */
package dev.lockstep.data;
