/** What Spark's own metrics show of a training. Imports nothing of Lockstep's. */
package dev.lockstep.train.metrics;
