package dev.lockstep.train.fit;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.train.ScalingFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.storage.StorageLevel;

/**
 * Fits a preprocessing to the training set: which categories there are, what stands for missing
 * cells, and the scaling of the numbers. It is a function of the set of its examples, and no other
 * example has a part in it.
 */
public final class PreprocessingFit {
  private final DataSet train;
  private final InputChoices choices;
  private final CellCounts counts;

  private PreprocessingFit(DataSet train, InputChoices choices) {
    this.train = train;
    this.choices = choices;
    counts = CellCounts.of(train);
  }

  /**
   * Returns the preprocessing of rows like a training set's.
   *
   * @param train as read
   * @param scaling as {@link ScalingFit#fit} takes it
   * @throws DataException if a column has nothing to learn from, or there are too many inputs
   */
  public static Preprocessing fit(DataSet train, InputChoices choices, ScalingChoice scaling) {
    return train.columns().isEmpty()
        ? Preprocessing.plain(train.features(), ScalingFit.fit(train, scaling))
        : new PreprocessingFit(train, choices).fit(scaling);
  }

  /** Returns the most inputs that columns can become. */
  public static int mostInputs(List<InputColumn> columns, InputChoices choices) {
    long inputs = 0; // Of plain numbers there are as many.
    for (InputColumn column : columns) {
      boolean isCategory = column instanceof CategoryColumn;
      long most = Math.min(column.width() + 1L, choices.mostCategories() + 1L);
      inputs += (isCategory ? most : 1) + (choices.flagsMissing() ? 1 : 0);
    }
    return (int) Math.min(inputs, DataSet.MOST_INPUTS);
  }

  private Preprocessing fit(ScalingChoice choice) {
    List<InputColumn> read = train.columns();
    double[] fills = fills();
    List<InputColumn> columns = new ArrayList<>();
    int n = 0;
    for (int c = 0; c < read.size(); c++) {
      columns.add(
          read.get(c) instanceof CategoryColumn categories
              ? categories(c, categories)
              : number(c, (NumberColumn) read.get(c), fills.length == 0 ? null : fills[n++]));
    }
    Preprocessing unscaled = Preprocessing.of(columns, InputScaling.NONE);
    requireFew(unscaled);
    return Preprocessing.of(columns, scaling(unscaled, choice));
  }

  private InputScaling scaling(Preprocessing unscaled, ScalingChoice choice) {
    if (unscaled.numbers() == 0) {
      return InputScaling.NONE;
    }
    DataSet numbers = train.numbers(unscaled);
    numbers.shards().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return ScalingFit.fit(numbers, choice);
    } finally {
      numbers.shards().unpersist(false);
    }
  }

  private void requireFew(Preprocessing preprocessing) {
    if (preprocessing.inputs() > DataSet.MOST_INPUTS) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: its columns become %,d inputs, and %,d are the most; ",
              train.name(),
              preprocessing.inputs(),
              DataSet.MOST_INPUTS),
          "a smaller {maxCategories} makes them fewer");
    }
  }

  /** Returns what stands for the missing cells of each column of numbers; none if they may not. */
  private double[] fills() {
    int[] numbers =
        IntStream.range(0, train.columns().size())
            .filter(c -> train.columns().get(c) instanceof NumberColumn)
            .toArray();
    if (!choices.takesMissing()) {
      return new double[0];
    }
    long[] present =
        Arrays.stream(numbers).mapToLong(c -> train.count() - counts.missing(c)).toArray();
    for (int i = 0; i < numbers.length; i++) {
      if (present[i] == 0) {
        throw nothing(numbers[i], "number");
      }
    }
    NumberFills fills = new NumberFills(train, numbers, present);
    return switch (choices.missing()) {
      case MEAN -> fills.means();
      case MEDIAN -> fills.medians();
      case MOST_FREQUENT -> fills.mostFrequent();
      case ZERO, REFUSE -> new double[numbers.length];
    };
  }

  private DataException nothing(int column, String what) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: column %s has no %s in the training set; ",
            train.name(),
            CellException.quote(train.columns().get(column).name()),
            what),
        "{exclude} leaves it out");
  }

  private NumberColumn number(int column, NumberColumn read, Double fill) {
    boolean flag = choices.flagsMissing() && counts.missing(column) > 0;
    return new NumberColumn(read.name(), read.kind(), fill, flag);
  }

  private CategoryColumn categories(int column, CategoryColumn read) {
    long[] rows = counts.ofCategories(column);
    boolean own = choices.takesMissing() && choices.missing() != MissingCells.MOST_FREQUENT;
    long missing = counts.missing(column);
    List<Category> present = new ArrayList<>();
    if (own && missing > 0) {
      present.add(new Category("", missing));
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] > 0) {
        present.add(new Category(read.categories().get(i), rows[i]));
      }
    }
    if (present.isEmpty()) {
      throw nothing(column, "text");
    }
    // The order of the texts decides between equal counts, because sorting keeps it.
    List<String> frequent =
        present.stream()
            .sorted((a, b) -> Long.compare(b.rows, a.rows))
            .limit(choices.mostCategories())
            .map(Category::text)
            .toList();
    List<String> kept =
        present.stream().map(Category::text).filter(Set.copyOf(frequent)::contains).toList();
    Unseen unseen = unseen(read, present.size() - kept.size());
    boolean flag = choices.flagsMissing() && !own && missing > 0;
    return new CategoryColumn(read.name(), kept, unseen, fill(own, kept, frequent, unseen), flag);
  }

  /** A category's text and its rows. */
  private record Category(String text, long rows) {}

  /** Returns the text that stands for a missing cell; null if none may be missing. */
  private String fill(boolean own, List<String> kept, List<String> frequent, Unseen unseen) {
    if (!choices.takesMissing()) {
      return null;
    }
    // Where no training row lacked the cell, the empty text is one that training has not seen.
    boolean isRefused = own && unseen == Unseen.REFUSE && !kept.contains("");
    return own ? isRefused ? null : "" : frequent.get(0);
  }

  private Unseen unseen(CategoryColumn read, int rest) {
    if (!choices.refusesUnseen()) {
      return rest > 0 ? Unseen.OTHER : Unseen.ZEROS;
    }
    if (rest > 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: column %s has %,d categories, of which %,d are kept, and other texts are"
                  + " refused; ",
              train.name(),
              CellException.quote(read.name()),
              rest + choices.mostCategories(),
              choices.mostCategories()),
          "raise {maxCategories}");
    }
    return Unseen.REFUSE;
  }
}
