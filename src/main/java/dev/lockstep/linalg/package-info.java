/**
 * Arithmetic over primitive arrays: kernels, and random numbers by address. Knows nothing of
 * networks; imports only the JDK.
 */
package dev.lockstep.linalg;
