/**
 * Writes models in other formats: ONNX, NPZ, CSV. Equal models give equal bytes. May import {@code
 * text}, {@code linalg}, {@code input}, {@code nn} and {@code model} and Hadoop's file systems, but
 * no Spark.
 */
package dev.lockstep.export;
