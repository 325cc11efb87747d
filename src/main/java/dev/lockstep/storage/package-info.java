/**
 * Files on any of Hadoop's file systems and object stores: written so that a reader sees the old
 * bytes or the new ones, whoever dies in between. May import {@code text} and Hadoop's file
 * systems, but no Spark.
 */
package dev.lockstep.storage;
