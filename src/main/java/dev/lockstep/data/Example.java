package dev.lockstep.data;

import java.io.Serializable;

/**
 * One row as read, before any scaling.
 *
 * @param label the class, 0 or more
 * @param features the features; not copied, so not to be changed afterwards
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A row is handed on once and packed into a shard; it is never
// compared.
public record Example(int label, float[] features) implements Serializable {}
