/**
 * Serves a model over HTTP: a page, JSON, health and metrics, on Netty, without Spark or Hadoop.
 * May import {@code text}, {@code linalg}, {@code input}, {@code nn}, {@code model} and {@code
 * scorer}.
 */
package dev.lockstep.serve;
