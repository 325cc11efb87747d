/**
 * The files a run leaves: how they are written so that nothing already written is ever damaged, how
 * they are read without trusting them, and the safetensors format. May import {@code nn}, {@code
 * linalg}, Hadoop's file systems and Jackson (Spark ships both), but no Spark class.
 */
package dev.lockstep.model;
