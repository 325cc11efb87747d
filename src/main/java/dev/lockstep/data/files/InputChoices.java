package dev.lockstep.data.files;

import dev.lockstep.input.InputColumn;
import dev.lockstep.text.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A user's choices of the columns that are features, and of what their cells become. A choice is
 * null where the user has made none and the default stands. Names may be patterns, in which {@code
 * *} stands for any text.
 *
 * @param features the columns that may be features; by default all
 * @param excluded columns that are no features; by default none
 * @param id a column that names rows and is no feature; by default none
 * @param categorical columns whose cells are categories, numbers too; by default those of text
 * @param maxCategories the most categories of a column, the most frequent ones; by default {@link
 *     #MAX_CATEGORIES}
 * @param refuseUnseen whether a text is an error that training has not seen; by default not
 * @param missing what becomes of missing cells; by default they are refused
 * @param missingFlag whether an input tells that a cell was missing; by default not
 * @param dates whether dates and times are numbers; by default they are not read
 * @param known the columns that are features, and no others, as an earlier reading found them; null
 *     to look at the rows. Not a user's choice
 * @param sure true to look at all rows for text in columns that begin with numbers. Not a user's
 *     choice
 */
public record InputChoices(
    List<String> features,
    List<String> excluded,
    String id,
    List<String> categorical,
    Integer maxCategories,
    Boolean refuseUnseen,
    MissingCells missing,
    Boolean missingFlag,
    Boolean dates,
    List<InputColumn> known,
    boolean sure) {
  public static final int MAX_CATEGORIES = 1_000;

  /** The names of the choices that only features in columns of their own have, in order. */
  static final List<String> SETTINGS =
      List.of(
          "features",
          "exclude",
          "categorical",
          "maxCategories",
          "unseen",
          "missing",
          "missingFlag",
          "dates");

  public static final InputChoices DEFAULT =
      new InputChoices(null, null, null, null, null, null, null, null, null, null, false);

  public InputChoices {
    features = copy(features);
    excluded = copy(excluded);
    categorical = copy(categorical);
    known = known == null ? null : List.copyOf(known);
    if (maxCategories != null && maxCategories < 1) {
      throw new SettingException("{maxCategories} must be 1 or more: " + maxCategories);
    }
    if (Boolean.TRUE.equals(missingFlag) && (missing == null || missing == MissingCells.REFUSE)) {
      throw new SettingException(
          "{missingFlag} needs {missing}: without it there are no missing cells");
    }
  }

  private static List<String> copy(List<String> names) {
    return names == null ? null : List.copyOf(names);
  }

  /** Returns these choices; an earlier reading's where there is none. */
  public InputChoices orElse(InputChoices earlier) {
    return new InputChoices(
        first(features, earlier.features),
        first(excluded, earlier.excluded),
        first(id, earlier.id),
        first(categorical, earlier.categorical),
        first(maxCategories, earlier.maxCategories),
        first(refuseUnseen, earlier.refuseUnseen),
        first(missing, earlier.missing),
        first(missingFlag, earlier.missingFlag),
        first(dates, earlier.dates),
        known,
        sure);
  }

  private static <T> T first(T one, T other) {
    return one == null ? other : one;
  }

  /** Returns the same choices for columns that are known already. */
  public InputChoices withKnown(List<InputColumn> columns) {
    return with(missing, columns, sure);
  }

  /** Returns the same choices, with a look at all rows. */
  public InputChoices withAllRows() {
    return with(missing, known, /* allRows= */ true);
  }

  /** Returns the same choices, with missing cells allowed. */
  public InputChoices withGaps() {
    return with(MissingCells.ZERO, known, sure);
  }

  /** Returns the user's choices alone. */
  public InputChoices asMade() {
    return with(missing, /* columns= */ null, /* allRows= */ false);
  }

  private InputChoices with(MissingCells cells, List<InputColumn> columns, boolean allRows) {
    return new InputChoices(
        features,
        excluded,
        id,
        categorical,
        maxCategories,
        refuseUnseen,
        cells,
        missingFlag,
        dates,
        columns,
        allRows);
  }

  /** Returns the names of the choices that are made, in a fixed order. */
  List<String> made() {
    Object[] choices = {
      features, excluded, categorical, maxCategories, refuseUnseen, missing, missingFlag, dates
    };
    List<String> made = new ArrayList<>(id == null ? List.of() : List.of("id"));
    for (int i = 0; i < choices.length; i++) {
      if (choices[i] != null) {
        made.add(SETTINGS.get(i));
      }
    }
    return made;
  }

  /** Returns the user's choices as a text: the same for the same choices. */
  public String text() {
    return asMade().toString();
  }

  /** Returns why a column is no feature; empty if it may be one. */
  public Optional<String> reasonAgainst(String column) {
    if (column.equals(id)) {
      return Optional.of("the rows' id");
    }
    if (excluded != null && matches(excluded, column)) {
      return Optional.of("excluded");
    }
    return features == null || matches(features, column)
        ? Optional.empty()
        : Optional.of("not among the features that are named");
  }

  /** Returns true if a column is named among the features, and not by a pattern. */
  public boolean names(String column) {
    return features != null && features.contains(column);
  }

  /** Returns true if a column's cells are categories, whatever they look like. */
  public boolean isCategorical(String column) {
    return categorical != null && matches(categorical, column);
  }

  /** Returns true if cells may be missing. */
  public boolean takesMissing() {
    return missing != null && missing != MissingCells.REFUSE;
  }

  public boolean flagsMissing() {
    return Boolean.TRUE.equals(missingFlag);
  }

  public boolean refusesUnseen() {
    return Boolean.TRUE.equals(refuseUnseen);
  }

  public boolean readsDates() {
    return Boolean.TRUE.equals(dates);
  }

  /** Returns the most categories of a column. */
  public int mostCategories() {
    return maxCategories == null ? MAX_CATEGORIES : maxCategories;
  }

  /** Returns the first name or pattern that no column has; empty if there is none. */
  public Optional<String> unknown(List<String> columns) {
    return Stream.of(features, excluded, categorical, id == null ? null : List.of(id))
        .filter(names -> names != null)
        .flatMap(List::stream)
        .filter(name -> columns.stream().noneMatch(column -> matches(name, column)))
        .findFirst();
  }

  private static boolean matches(List<String> names, String column) {
    return names.stream().anyMatch(name -> matches(name, column));
  }

  /** Returns true if a column has a name or fits a pattern. */
  private static boolean matches(String name, String column) {
    if (name.equals(column) || name.indexOf('*') < 0) {
      return name.equals(column);
    }
    StringBuilder pattern = new StringBuilder();
    for (String part : name.split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(column).matches();
  }
}
