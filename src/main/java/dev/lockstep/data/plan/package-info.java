/**
 * Which columns of a table are features, and of what kind. May import {@code text}, {@code input},
 * {@code data}, {@code data.files} and {@code data.table}.
 */
package dev.lockstep.data.plan;
