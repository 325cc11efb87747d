package dev.lockstep.data;

import java.io.Serializable;

/**
 * The text of a category in a row, by which the row's {@link ExampleId} knows it: its place among
 * the column's texts would depend on the other rows.
 *
 * @param place of the column among the features
 * @param utf8 the text; not copied, so not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // It is hashed once, and never compared.
public record CellText(int place, byte[] utf8) implements Serializable {}
