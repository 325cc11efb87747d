package dev.lockstep.cli;

import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.text.Counted;
import java.util.ArrayList;
import java.util.List;

/** What a model does to the columns of its rows, for people. */
final class ModelColumns {
  private static final int MOST_CATEGORIES = 12;
  private static final String MISSING = "(missing)";

  private ModelColumns() {}

  /** Returns a line for each column; none if rows are numbers that are only scaled. */
  static List<String> lines(Preprocessing preprocessing) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (InputColumn column : preprocessing.columns()) {
      StringBuilder line = new StringBuilder("column ").append(column.name()).append(": ");
      if (column instanceof NumberColumn numbers) {
        line.append(numbers.kind()).append(scale(preprocessing.scaling(), number++));
        if (numbers.fill() != null) {
          line.append("; missing as ").append(numbers.fill());
        }
      } else if (column instanceof CategoryColumn categories) {
        line.append(Counted.of(categories.categories().size(), "category"))
            .append(' ')
            .append(texts(categories.categories()))
            .append("; others ")
            .append(others(categories.unseen()));
        if (categories.fill() != null) {
          line.append("; missing ").append(missing(categories));
        }
      }
      lines.add(line.append(column.flag() ? ", with a flag" : "").toString());
    }
    return lines;
  }

  private static String scale(InputScaling scaling, int number) {
    if (scaling.isUniform()) {
      return "";
    }
    double offset = scaling.offsets()[number];
    double divisor = scaling.divisors()[number];
    for (WideFeature wide : scaling.wide()) {
      if (wide.feature() == number) {
        offset = wide.offset();
        divisor = wide.divisor();
      }
    }
    return scaling.method() == InputScaling.Method.MIN_MAX
        ? " from " + offset + " to " + (offset + divisor)
        : " of mean " + offset + ", deviation " + divisor;
  }

  private static String texts(List<String> categories) {
    List<String> first =
        categories.stream().limit(MOST_CATEGORIES).map(ModelColumns::text).toList();
    return String.join(", ", first) + (categories.size() > MOST_CATEGORIES ? ", ..." : "");
  }

  /** Returns a category's text; in quotes where it could be taken for something else. */
  private static String text(String category) {
    if (category.isEmpty()) {
      return MISSING;
    }
    boolean plain =
        !category.startsWith("(")
            && category.indexOf('"') < 0
            && category.indexOf(',') < 0
            && category.equals(category.strip());
    return plain ? category : '"' + category.replace("\"", "\"\"") + '"';
  }

  /** Returns what a missing cell is; no category, where training had none. */
  private static String missing(CategoryColumn column) {
    boolean known = !column.fill().isEmpty() || column.categories().contains("");
    return known ? "as " + text(column.fill()) : others(column.unseen());
  }

  private static String others(CategoryColumn.Unseen unseen) {
    return switch (unseen) {
      case OTHER -> "as one more";
      case ZEROS -> "as none of them";
      case REFUSE -> "are refused";
    };
  }
}
