package dev.lockstep.retrain;

import dev.lockstep.data.shard.DataSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The change of data since a training, by the population stability index: the sum over bins of (q -
 * p) ln(q / p), with the shares p then and q now. Up to 0.1 usually counts as little, from 0.25 on
 * as much. Each count is half an example larger than it is, so that an empty bin gives a finite
 * index.
 *
 * @param columns the features that both sides have, the most changed first
 * @param labels the index of the labels
 * @param added the features that were not there then
 * @param gone the features that are not here now
 */
public record Drift(List<Column> columns, double labels, List<String> added, List<String> gone) {
  /** From here on, without another choice, a change is worth a warning. */
  public static final double WORTH_A_WARNING = 0.1;

  private static final int NAMED = 5;

  /** A feature's index. */
  public record Column(String name, double index) {}

  public Drift {
    columns = List.copyOf(columns);
    added = List.copyOf(added);
    gone = List.copyOf(gone);
  }

  /**
   * Compares a training set with an earlier one; runs a job. Features are matched by name where
   * both sides have names, else by position.
   *
   * @param data with features as read; those that are not numbers are not compared
   * @param namesOfAll of all features; empty where they have none
   */
  public static Drift of(
      Profile before, DataSet data, List<String> namesOfAll, List<String> classNames) {
    DataSet now = data.numbers();
    List<String> featureNames = data.numberNames(namesOfAll);
    List<String> namesBefore = before.featureNames();
    boolean named = !featureNames.isEmpty() && !namesBefore.isEmpty();
    List<String> then = named ? namesBefore : positions(before.features().size());
    List<String> here = named ? featureNames : positions(now.features());
    Map<String, Bins> binsThen = new HashMap<>();
    for (int f = 0; f < then.size(); f++) {
      binsThen.put(then.get(f), before.features().get(f));
    }
    Set<String> hereNames = new HashSet<>(here);
    List<Bins> bins = new ArrayList<>();
    here.forEach(name -> bins.add(binsThen.get(name)));
    BinSlots slots = new BinSlots(bins);
    long[] counts = bins.isEmpty() ? new long[0] : FeatureCounts.of(now, slots);
    List<Column> columns = new ArrayList<>();
    for (int f = 0; f < bins.size(); f++) {
      if (bins.get(f) != null) {
        columns.add(new Column(here.get(f), index(bins.get(f).counts(), counts, slots.first(f))));
      }
    }
    columns.sort(Comparator.comparingDouble(Column::index).reversed());
    return new Drift(
        columns,
        labels(before.classes(), Profile.classCounts(now, classNames)),
        here.stream().filter(name -> !binsThen.containsKey(name)).toList(),
        then.stream().filter(name -> !hereNames.contains(name)).toList());
  }

  private static List<String> positions(int features) {
    return Stream.iterate(1, f -> f + 1).limit(features).map(f -> "feature " + f).toList();
  }

  private static double index(List<Long> before, long[] now, int first) {
    long[] then = before.stream().mapToLong(Long::longValue).toArray();
    long[] here = Arrays.copyOfRange(now, first, first + then.length);
    return index(then, here);
  }

  private static double labels(List<Profile.ClassCount> before, List<Profile.ClassCount> now) {
    Map<String, long[]> both = new LinkedHashMap<>();
    before.forEach(c -> both.computeIfAbsent(c.name(), name -> new long[2])[0] = c.examples());
    now.forEach(c -> both.computeIfAbsent(c.name(), name -> new long[2])[1] = c.examples());
    return index(
        both.values().stream().mapToLong(n -> n[0]).toArray(),
        both.values().stream().mapToLong(n -> n[1]).toArray());
  }

  /** Returns the index of two rows of counts, one of each for a bin. */
  static double index(long[] before, long[] now) {
    double allBefore = before.length / 2.0;
    double allNow = before.length / 2.0;
    for (int bin = 0; bin < before.length; bin++) {
      allBefore += before[bin];
      allNow += now[bin];
    }
    double index = 0;
    for (int bin = 0; bin < before.length; bin++) {
      double p = (before[bin] + 0.5) / allBefore;
      double q = (now[bin] + 0.5) / allNow;
      index += (q - p) * StrictMath.log(q / p);
    }
    return index;
  }

  /** Returns the largest index, that of the labels included. */
  public double largest() {
    return Math.max(labels, columns.isEmpty() ? 0 : columns.get(0).index());
  }

  /**
   * Returns the finding: refused above {@code most}, a warning above {@code warning} and where
   * features came or went.
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
    Finding.Level level =
        largest > most
            ? Finding.Level.REFUSED
            : parts.isEmpty() ? Finding.Level.PASSED : Finding.Level.WARNED;
    return new Finding("drift", largest, bound, level, String.join("; ", parts));
  }

  private String worst(double bound) {
    Stream<Column> drifted = columns.stream().filter(column -> column.index() > bound);
    List<String> texts =
        Stream.concat(Stream.of(new Column("the labels", labels)), drifted)
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
