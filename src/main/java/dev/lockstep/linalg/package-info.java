/**
 * Arithmetic over primitive arrays: kernels and counter-based random numbers. May import {@code
 * text}, and else the JDK only.
 */
package dev.lockstep.linalg;
