/**
 * Models, their weights in other formats, and JSON, in files of Hadoop's file systems. May import
 * {@code text}, {@code storage}, {@code linalg}, {@code input}, {@code nn} and {@code model}, but
 * no Spark.
 */
package dev.lockstep.model.file;
