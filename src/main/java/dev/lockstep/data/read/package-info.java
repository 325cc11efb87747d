/**
 * Opens data by a user's name of them, and reads tables as examples. May import all other packages
 * of {@code data} but {@code shard}; none of these imports it.
 */
package dev.lockstep.data.read;
