/**
 * Models as functions of Spark SQL. May import Spark, {@code scorer}, and what reads models and
 * registries.
 */
package dev.lockstep.sql;
