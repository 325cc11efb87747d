/** The built-in handwritten-like digits: glyphs, their distortion, the pen. No Spark. */
package dev.lockstep.data.digits;
