package dev.lockstep.input;

import dev.lockstep.text.CodePoints;
import dev.lockstep.text.DamagedFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A column of categories, each an input of its own: 1 in rows of this category, else 0. A raw row
 * holds a category's place in the list, or -1 for a text that is not in the list.
 *
 * @param categories in the order of their code points, no two alike, at least one; as {@link
 *     CategoryText} writes them
 * @param unseen what becomes of other texts
 * @param fill the text that stands for a missing cell, in the list or not; the empty text makes
 *     missing cells a category of their own. Null where cells are not missing
 */
public record CategoryColumn(
    String name, List<String> categories, Unseen unseen, String fill, boolean flag)
    implements InputColumn {
  private static final String STRANGE = "is not a category that training has seen";

  /** What becomes of a text that is not in the list. */
  public enum Unseen {
    /** An input of its own is 1, behind those of the categories; training had such rows. */
    OTHER,
    /** All inputs of the column are 0. */
    ZEROS,
    /** It is an error. */
    REFUSE;

    /** Returns the name in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public CategoryColumn {
    categories = List.copyOf(categories);
    if (categories.isEmpty()) {
      throw new IllegalArgumentException("column " + name + " has no categories");
    }
    for (int i = 1; i < categories.size(); i++) {
      if (CodePoints.compare(categories.get(i - 1), categories.get(i)) >= 0) {
        throw new IllegalArgumentException(
            "column "
                + name
                + ": category "
                + DamagedFileException.quote(categories.get(i))
                + " is not behind "
                + DamagedFileException.quote(categories.get(i - 1)));
      }
    }
    if (fill == null && flag) {
      throw new IllegalArgumentException("column " + name + ": a flag, but no cell is missing");
    }
    if (fill != null && unseen == Unseen.REFUSE && place(categories, fill) < 0) {
      throw new IllegalArgumentException(
          "column " + name + ": a missing cell's text is not a category");
    }
  }

  /**
   * Returns a text's raw cell: the place of its category, or -1.
   *
   * @param text as {@link CategoryText} writes it
   * @throws IllegalArgumentException if it is not in the list, and such texts are refused
   */
  public int code(String text) {
    int place = place(categories, text);
    if (place < 0 && unseen == Unseen.REFUSE) {
      throw new IllegalArgumentException(STRANGE);
    }
    return place;
  }

  /**
   * Returns this column with another's categories too; with those alone that both know, where one
   * refuses others.
   */
  @Override
  public CategoryColumn knowing(InputColumn other) {
    if (!(other instanceof CategoryColumn more)) {
      return this;
    }
    List<String> known =
        Stream.of(categories, more.categories)
            .flatMap(List::stream)
            .filter(text -> isKnown(text) && more.isKnown(text))
            .distinct()
            .sorted(CodePoints::compare)
            .toList();
    if (known.isEmpty()) {
      return this; // Both refuse all texts of each other.
    }
    boolean refuses = unseen == Unseen.REFUSE || more.unseen == Unseen.REFUSE;
    boolean gaps = takesMissing() && more.takesMissing();
    String present = known.contains(fill) ? fill : known.get(0);
    return new CategoryColumn(
        name, known, refuses ? Unseen.REFUSE : unseen, gaps ? present : null, flag && gaps);
  }

  private boolean isKnown(String text) {
    return unseen != Unseen.REFUSE || place(categories, text) >= 0;
  }

  @Override
  public double cell(String text) {
    return text.isBlank() ? missing() : code(CategoryText.of(text));
  }

  @Override
  public double cell(double number, String text) {
    return code(CategoryText.of(text));
  }

  @Override
  public void requireCell(double cell) {
    if (Double.isNaN(cell)) {
      missing();
    } else {
      input(cell);
    }
  }

  private static int place(List<String> categories, String text) {
    return Math.max(-1, Collections.binarySearch(categories, text, CodePoints::compare));
  }

  @Override
  public boolean takesMissing() {
    return fill != null;
  }

  @Override
  public List<String> valueNames() {
    List<String> names = new ArrayList<>();
    for (String category : categories) {
      names.add(name + "=" + category);
    }
    if (unseen == Unseen.OTHER) {
      names.add(name + " (other)");
    }
    return names;
  }

  @Override
  public int width() {
    return categories.size() + (unseen == Unseen.OTHER ? 1 : 0);
  }

  /**
   * Returns which of the column's inputs is 1; -1 if none.
   *
   * @param cell a raw cell that is not missing
   * @throws IllegalArgumentException if it is not a raw cell of the column
   */
  int input(double cell) {
    int place = (int) cell;
    if (place != cell || place < -1 || place >= categories.size()) {
      throw new IllegalArgumentException("is not the place of a category");
    }
    if (place >= 0 || unseen == Unseen.ZEROS) {
      return place;
    }
    if (unseen == Unseen.REFUSE) {
      throw new IllegalArgumentException(STRANGE);
    }
    return categories.size();
  }
}
