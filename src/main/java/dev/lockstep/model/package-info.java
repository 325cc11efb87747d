/**
 * Models and the bytes of their files, which are read without trust. May import {@code text},
 * {@code linalg} and {@code input}, {@code nn}, the JDK and Jackson's streams: the scorer's jar
 * holds all of it.
 */
package dev.lockstep.model;
