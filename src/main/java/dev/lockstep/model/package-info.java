/**
 * Models and the formats of their files, which are read without trust. May import {@code text},
 * {@code storage}, {@code linalg} and {@code nn}, Hadoop's file systems and Jackson, but no Spark.
 */
package dev.lockstep.model;
