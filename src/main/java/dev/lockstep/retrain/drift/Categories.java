package dev.lockstep.retrain.drift;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.text.CodePoints;
import dev.lockstep.train.fit.CellCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A column's categories with the examples of each.
 *
 * @param name of the column
 * @param texts in the order of their code points, no two alike
 * @param counts one for each text
 * @param other the examples of other texts, which were not told apart
 * @param missing the examples whose cell is empty
 */
record Categories(String name, List<String> texts, List<Long> counts, long other, long missing) {
  Categories {
    if (name == null || texts == null || counts == null) {
      throw new IllegalArgumentException(
          (name == null ? "name" : texts == null ? "texts" : "counts") + ": missing");
    }
    texts = List.copyOf(texts);
    counts = List.copyOf(counts);
    for (int i = 1; i < texts.size(); i++) {
      if (CodePoints.compare(texts.get(i - 1), texts.get(i)) >= 0) {
        throw new IllegalArgumentException("texts: not in the order of their code points");
      }
    }
    boolean negative = counts.stream().anyMatch(count -> count < 0) || other < 0 || missing < 0;
    if (counts.size() != texts.size() || negative) {
      throw new IllegalArgumentException("counts: " + counts + " are not one for each text");
    }
  }

  /** Returns those of a data set as read; no example needs to have a text. */
  static List<Categories> of(DataSet data, CellCounts cells) {
    List<Categories> all = new ArrayList<>();
    for (int c = 0; c < data.columns().size(); c++) {
      if (data.columns().get(c) instanceof CategoryColumn column) {
        List<Long> counts = Arrays.stream(cells.ofCategories(c)).boxed().toList();
        all.add(
            new Categories(
                column.name(), column.categories(), counts, cells.unknown(c), cells.missing(c)));
      }
    }
    return all;
  }

  /** Returns the number of examples. */
  long examples() {
    return present() + missing;
  }

  /** Returns the number of examples whose cell is not empty. */
  long present() {
    return counts.stream().mapToLong(Long::longValue).sum() + other;
  }

  /** Returns the examples of a text; 0 for one that is not listed. */
  long count(String text) {
    int place = Collections.binarySearch(texts, text, CodePoints::compare);
    return place < 0 ? 0 : counts.get(place);
  }
}
