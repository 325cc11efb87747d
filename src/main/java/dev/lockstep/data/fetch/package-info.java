/**
 * Downloads of public data sets: complete and right files, or none. No Spark. May import {@code
 * text} and {@code data}.
 */
package dev.lockstep.data.fetch;
