/**
 * Opens data by what a person calls them, and reads tables as examples. Stands on all other
 * packages of {@code data} but {@code shard}; none of these imports it.
 */
package dev.lockstep.data.read;
