package dev.lockstep.data;

/**
 * What stands in a column of a table, and what becomes of it.
 *
 * @param advice the option that says it otherwise, with its name in braces; may be empty
 */
public record ColumnLine(String text, String advice) {}
