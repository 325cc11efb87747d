/**
 * The files of a run: written so that no older file is ever damaged, and read without trust; and
 * the safetensors format. May import {@code nn}, {@code linalg}, Hadoop's file systems and Jackson
 * (Spark ships both), but no Spark class.
 */
package dev.lockstep.model;
