package dev.lockstep.retrain.drift;

import dev.lockstep.data.DataNames;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.retrain.drift.Drift.Column;
import dev.lockstep.train.fit.CellCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The comparison of a data set with an earlier one's profile. */
public final class Comparison {
  private final Profile before;
  private final DataSet now;
  private final DataNames names;
  private final Numbers numbers;
  private final List<Categories> categories;

  private final List<Column> columns = new ArrayList<>();
  private final List<String> newCategories = new ArrayList<>();

  private Comparison(Profile before, DataSet now, DataNames names) {
    this.before = before;
    this.now = now;
    this.names = names;
    CellCounts cells = now.columns().isEmpty() ? null : CellCounts.of(now);
    numbers = Numbers.features(now, names, cells);
    categories = Categories.of(now, cells);
  }

  /**
   * Compares a training set with an earlier one; runs a job or a few. Features are matched by name
   * where both sides have names, else by position.
   *
   * @param now with features as read
   */
  public static Drift of(Profile before, DataSet now, DataNames names) {
    return new Comparison(before, now, names).drift();
  }

  private Drift drift() {
    boolean named =
        before.featureNames().size() == before.features().size()
            && numbers.names().size() == numbers.width();
    List<String> then = named ? before.featureNames() : positions(before.features().size());
    List<String> here = named ? numbers.names() : positions(numbers.width());
    addNumbers(then, here);
    addCategories();
    columns.sort(Comparator.comparingDouble(Column::index).reversed());
    Set<String> allThen = names(then, before.categories());
    Set<String> allHere = names(here, categories);
    return new Drift(
        predicted(),
        columns,
        allHere.stream().filter(name -> !allThen.contains(name)).toList(),
        allThen.stream().filter(name -> !allHere.contains(name)).toList(),
        newCategories);
  }

  private static List<String> positions(int features) {
    return Stream.iterate(1, f -> f + 1).limit(features).map(f -> "feature " + f).toList();
  }

  private static Set<String> names(List<String> ofNumbers, List<Categories> others) {
    Set<String> all = new LinkedHashSet<>(ofNumbers);
    others.forEach(column -> all.add(column.name()));
    return all;
  }

  private void addNumbers(List<String> then, List<String> here) {
    List<Bins> bins = matched(then, before.features(), here);
    List<Column> changes = changes(numbers, bins, here);
    columns.addAll(changes);
    for (int i = 0; i < here.size(); i++) {
      Bins earlier = bins.get(i);
      if (earlier != null) {
        long missing = now.count() - numbers.present(i);
        addGaps(here.get(i), earlier.present(), earlier.gaps(), missing);
      }
    }
  }

  /** Returns the bins of each of the names here; null for one that was not there then. */
  private static List<Bins> matched(List<String> then, List<Bins> bins, List<String> here) {
    Map<String, Bins> byName = new HashMap<>();
    for (int i = 0; i < then.size(); i++) {
      byName.put(then.get(i), bins.get(i));
    }
    List<Bins> matched = new ArrayList<>();
    here.forEach(name -> matched.add(byName.get(name)));
    return matched;
  }

  /** Returns the change of each number that has bins; runs a job. */
  private static List<Column> changes(Numbers numbers, List<Bins> bins, List<String> names) {
    BinSlots slots = new BinSlots(bins);
    long[] counts = bins.isEmpty() ? new long[0] : numbers.counts(slots);
    List<Column> changes = new ArrayList<>();
    for (int i = 0; i < bins.size(); i++) {
      if (bins.get(i) != null) {
        long[] then = bins.get(i).counts().stream().mapToLong(Long::longValue).toArray();
        long[] here = Arrays.copyOfRange(counts, slots.first(i), slots.first(i) + then.length);
        changes.add(new Column(names.get(i), StabilityIndex.of(then, here)));
      }
    }
    return changes;
  }

  private void addCategories() {
    for (Categories column : categories) {
      for (Categories earlier : before.categories()) {
        if (earlier.name().equals(column.name())) {
          CategoryDrift drift = CategoryDrift.of(earlier, column);
          columns.add(new Column(column.name(), drift.index()));
          newCategories.addAll(drift.added());
          addGaps(column.name(), earlier.present(), earlier.missing(), column.missing());
        }
      }
    }
  }

  /** Adds the change of the share of missing cells, if there are or were any. */
  private void addGaps(String name, long presentThen, long missingThen, long missing) {
    if (missingThen + missing > 0) {
      long[] then = {presentThen, missingThen};
      long[] here = {now.count() - missing, missing};
      columns.add(new Column(name + " (missing)", StabilityIndex.of(then, here)));
    }
  }

  /** Returns the change of what is predicted; none if the two do not predict the same. */
  private List<Column> predicted() {
    if (!names.hasClasses()) {
      List<String> then = before.targets().stream().map(Bins::name).toList();
      List<Bins> bins = matched(then, before.targets(), names.targets());
      return changes(Numbers.targets(now, names), bins, names.targets()).stream()
          .map(change -> new Column("the target " + change.name(), change.index()))
          .toList();
    }
    return before.targets().isEmpty() ? List.of(labels()) : List.of();
  }

  private Column labels() {
    Map<String, long[]> both = new LinkedHashMap<>();
    before
        .classes()
        .forEach(c -> both.computeIfAbsent(c.name(), name -> new long[2])[0] = c.examples());
    Profile.classCounts(now, names.classes())
        .forEach(c -> both.computeIfAbsent(c.name(), name -> new long[2])[1] = c.examples());
    return new Column(
        "the labels",
        StabilityIndex.of(
            both.values().stream().mapToLong(n -> n[0]).toArray(),
            both.values().stream().mapToLong(n -> n[1]).toArray()));
  }
}
