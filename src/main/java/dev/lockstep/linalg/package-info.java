/**
 * Arithmetic over primitive arrays: kernels, exact sums and counter-based random numbers. Imports
 * only the JDK.
 */
package dev.lockstep.linalg;
