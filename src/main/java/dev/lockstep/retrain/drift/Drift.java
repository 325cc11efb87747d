package dev.lockstep.retrain.drift;

import dev.lockstep.retrain.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The change of data since a training, by the {@link StabilityIndex}: of each feature's values, of
 * the share of its cells that are missing, and of what is predicted.
 *
 * @param predicted the index of the labels, or those of the numbers that are predicted
 * @param columns of the features that both sides have, the most changed first
 * @param added the features that were not there then
 * @param gone the features that are not here now
 * @param categories the new ones of features that both sides have, each with its column
 */
public record Drift(
    List<Column> predicted,
    List<Column> columns,
    List<String> added,
    List<String> gone,
    List<String> categories) {
  /** From here on, without another choice, a change is worth a warning. */
  public static final double WORTH_A_WARNING = 0.1;

  private static final int NAMED = 5;

  /** The index of a feature, or of something else that is named. */
  public record Column(String name, double index) {}

  public Drift {
    predicted = List.copyOf(predicted);
    columns = List.copyOf(columns);
    added = List.copyOf(added);
    gone = List.copyOf(gone);
    categories = List.copyOf(categories);
  }

  /** Tells that drift from a champion's training set cannot be measured. */
  public static Finding unknown(int champion) {
    return new Finding(
        "profile",
        0,
        1,
        Finding.Level.WARNED,
        "version "
            + champion
            + ", the champion, has no "
            + Profile.FILE_NAME
            + ": drift from its data is not checked");
  }

  /** Returns the largest index. */
  public double largest() {
    return Stream.concat(predicted.stream(), columns.stream())
        .mapToDouble(Column::index)
        .max()
        .orElse(0);
  }

  /**
   * Returns the finding: refused above {@code most}, a warning above {@code warning} and where
   * features or categories came or went.
   *
   * @param most infinity for no bound
   */
  public Finding finding(double warning, double most) {
    double largest = largest();
    double bound = largest > most ? most : warning;
    List<String> parts = new ArrayList<>();
    if (largest > bound) {
      parts.add(
          String.format(
              Locale.ROOT,
              "the data have drifted from those of the champion, above %s: %s",
              bound,
              worst(bound)));
    }
    if (!added.isEmpty()) {
      parts.add("new features: " + some(added));
    }
    if (!gone.isEmpty()) {
      parts.add("missing features: " + some(gone));
    }
    if (!categories.isEmpty()) {
      parts.add("new categories: " + some(categories));
    }
    Finding.Level level =
        largest > most
            ? Finding.Level.REFUSED
            : parts.isEmpty() ? Finding.Level.PASSED : Finding.Level.WARNED;
    return new Finding("drift", largest, bound, level, String.join("; ", parts));
  }

  private String worst(double bound) {
    List<String> texts =
        Stream.concat(predicted.stream(), columns.stream())
            .filter(column -> column.index() > bound)
            .map(column -> String.format(Locale.ROOT, "%s %.3f", column.name(), column.index()))
            .toList();
    return some(texts);
  }

  private static String some(List<String> texts) {
    String more = texts.size() > NAMED ? " and " + (texts.size() - NAMED) + " more" : "";
    return texts.stream().limit(NAMED).collect(Collectors.joining(", ")) + more;
  }
}
