/**
 * Writes models in other formats: ONNX, NPZ, CSV. Equal models give equal bytes. May import {@code
 * model}, {@code nn} and Hadoop's file systems, but no Spark class.
 */
package dev.lockstep.export;
