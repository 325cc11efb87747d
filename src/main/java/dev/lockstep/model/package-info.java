/**
 * The files of a run: written so that no older file is ever damaged, and read without trust; and
 * the safetensors format. May import {@code text}, {@code linalg} and {@code nn}, Hadoop's file
 * systems and Jackson, but no Spark.
 */
package dev.lockstep.model;
