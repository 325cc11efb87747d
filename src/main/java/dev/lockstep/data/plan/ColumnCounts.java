package dev.lockstep.data.plan;

import dev.lockstep.data.table.CellKind;
import dev.lockstep.data.table.TableColumn;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What stands in a column: how many cells of each kind, the range of its numbers, and its texts.
 * Sums, ranges and unions do not depend on the order of the rows.
 */
public final class ColumnCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A column with more different texts has no categories. */
  public static final int MOST_TEXTS = 100_000;

  private final TableColumn column;
  private final EnumMap<CellKind, Long> cells = new EnumMap<>(CellKind.class);
  private double smallest = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;

  /** The cells of each text, as a category has it; null once they are too many, or not wanted. */
  private HashMap<String, Long> texts;

  /** The cells that were seen lately, not counted above yet. */
  private transient Map<Object, Seen> seen;

  /** A cell's content and how often it was seen. */
  private static final class Seen {
    final CellKind kind;
    final String text;
    final double number;
    long count;

    Seen(CellKind kind, String text, double number) {
      this.kind = kind;
      this.text = text;
      this.number = number;
    }
  }

  /**
   * Starts without cells.
   *
   * @param withTexts false for a column of numbers that are not to be categories
   */
  public ColumnCounts(TableColumn column, boolean withTexts) {
    this.column = column;
    texts = withTexts ? new HashMap<>() : null;
  }

  public TableColumn column() {
    return column;
  }

  /** Adds the column's cell in a row. @throws dev.lockstep.data.CellException if it has no text */
  public void add(InternalRow row) {
    if (seen == null) {
      seen = new HashMap<>();
    }
    Object key = CellKind.key(row, column);
    Seen cell = seen.get(key);
    if (cell == null) {
      if (seen.size() == MOST_TEXTS) {
        settle();
      }
      CellKind kind = CellKind.of(row, column);
      String text = texts == null || kind == CellKind.MISSING ? null : CellKind.text(row, column);
      cell = new Seen(kind, text, CellKind.number(row, column, kind));
      seen.put(CellKind.kept(key), cell);
    }
    cell.count++;
  }

  /** Counts all cells that were added. */
  public ColumnCounts settle() {
    if (seen != null) {
      seen.values().forEach(this::settle);
      seen = null;
    }
    return this;
  }

  private void settle(Seen cell) {
    cells.merge(cell.kind, cell.count, Long::sum);
    if (!Double.isNaN(cell.number)) {
      smallest = Math.min(smallest, cell.number);
      largest = Math.max(largest, cell.number);
    }
    if (texts != null && cell.text != null) {
      texts.merge(cell.text, cell.count, Long::sum);
      limit();
    }
  }

  private void limit() {
    texts = texts.size() > MOST_TEXTS ? null : texts;
  }

  /** Adds the counts of other rows; both are settled. */
  public ColumnCounts plus(ColumnCounts other) {
    other.cells.forEach((kind, count) -> cells.merge(kind, count, Long::sum));
    smallest = Math.min(smallest, other.smallest);
    largest = Math.max(largest, other.largest);
    if (texts != null) {
      if (other.texts == null) {
        texts = null;
      } else {
        other.texts.forEach((text, count) -> texts.merge(text, count, Long::sum));
        limit();
      }
    }
    return this;
  }

  /** Returns the number of cells of some kinds. */
  public long count(CellKind... kinds) {
    return List.of(kinds).stream().mapToLong(kind -> cells.getOrDefault(kind, 0L)).sum();
  }

  /** Returns the number of cells that are not missing. */
  public long present() {
    return count(CellKind.values()) - count(CellKind.MISSING);
  }

  public long missing() {
    return count(CellKind.MISSING);
  }

  /** Returns the smallest number, or date or time in seconds; infinity without any. */
  public double smallest() {
    return smallest;
  }

  /** Returns the largest number, or date or time in seconds; minus infinity without any. */
  public double largest() {
    return largest;
  }

  /** Returns true if the texts are known: there are not too many. */
  public boolean hasTexts() {
    return texts != null;
  }

  /** Returns the number of different texts. */
  public int different() {
    return texts.size();
  }

  /** Returns the different texts, in no order. */
  public Set<String> texts() {
    return Set.copyOf(texts.keySet());
  }

  /** Returns the cells of each text, in Java's order of texts. */
  public Map<String, Long> counts() {
    return new TreeMap<>(texts);
  }
}
