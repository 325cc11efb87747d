/**
 * The built-in handwritten-like digits: glyphs, their distortion, the pen. No Spark. May import
 * {@code text}, {@code data} and {@code linalg}.
 */
package dev.lockstep.data.digits;
