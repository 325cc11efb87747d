package dev.lockstep.train.state;

import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.model.Model;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.report.Metric;
import dev.lockstep.text.Counted;
import dev.lockstep.text.Printable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two models of the same features and of the same classes or targets, in any order of these; they
 * may differ in all else.
 */
public final class ModelPair implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String FIRST = "the first model";
  private static final String SECOND = "the second";

  final Model first;
  final Model second;

  /** The place of each of the second's features among the first's; null if the orders are equal. */
  final int[] features;

  /** The second's class or target of each of the first's; null if the orders are equal. */
  final int[] toSecond;

  /** The first's class or target of each of the second's; null if the orders are equal. */
  final int[] toFirst;

  /** The model in whose scaling both losses of numbers are. */
  private final boolean lossesAreOfSecond;

  private ModelPair(
      Model first,
      Model second,
      int[] features,
      int[] toSecond,
      int[] toFirst,
      boolean lossesAreOfSecond) {
    this.first = first;
    this.second = second;
    this.features = features;
    this.toSecond = toSecond;
    this.toFirst = toFirst;
    this.lossesAreOfSecond = lossesAreOfSecond;
  }

  /** Returns the same pair, with both losses of numbers in the scaling of the second's targets. */
  public ModelPair inScalingOfSecond() {
    return new ModelPair(first, second, features, toSecond, toFirst, true);
  }

  /**
   * Returns the pair, to compare by a metric.
   *
   * @throws IllegalArgumentException if the models have different features, classes or targets, or
   *     losses that are numbers of different kinds and are to be compared
   */
  public static ModelPair of(Model first, Model second, Metric metric) {
    return of(first, second, metric, FIRST, SECOND);
  }

  /**
   * Returns the pair, as above.
   *
   * @param firstName what messages call the first, as in "the new model"
   */
  public static ModelPair of(
      Model first, Model second, Metric metric, String firstName, String secondName) {
    ModelPair pair = of(first, second, firstName, secondName);
    if (metric == Metric.LOSS) {
      requireSameLoss(first, second, firstName, secondName);
    }
    return pair;
  }

  /**
   * Returns the pair.
   *
   * @throws IllegalArgumentException if the models have different features, classes or targets
   */
  static ModelPair of(Model first, Model second) {
    return of(first, second, FIRST, SECOND);
  }

  private static ModelPair of(Model first, Model second, String firstName, String secondName) {
    if (first.task().hasClasses() != second.task().hasClasses()) {
      throw new IllegalArgumentException(
          firstName
              + " predicts "
              + first.task().plural()
              + ", "
              + secondName
              + " "
              + second.task().plural());
    }
    int one = first.preprocessing().cells();
    int other = second.preprocessing().cells();
    if (one != other) {
      throw new IllegalArgumentException(
          firstName + " takes " + Counted.of(one, "feature") + ", " + secondName + " " + other);
    }
    boolean named = !first.featureNames().isEmpty() && !second.featureNames().isEmpty();
    if (!named && !(first.preprocessing().isPlain() && second.preprocessing().isPlain())) {
      throw new IllegalArgumentException("only one of the two models has names of its columns");
    }
    int[] features = named ? places("feature", second.featureNames(), first.featureNames()) : null;
    if (named) {
      requireSameKinds(first, second, firstName, secondName);
    }
    return new ModelPair(
        first,
        second,
        features,
        places(first.task().noun(), first.names(), second.names()),
        places(first.task().noun(), second.names(), first.names()),
        /* lossesAreOfSecond= */ false);
  }

  /** Returns the place of each of the wanted names in a list; null if the lists are equal. */
  private static int[] places(String noun, List<String> wanted, List<String> list) {
    if (wanted.equals(list)) {
      return null;
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      places.put(list.get(i), i);
    }
    for (String name : wanted) {
      if (!places.containsKey(name)) {
        throw new IllegalArgumentException(
            "only one of the two models has the " + noun + " '" + Printable.line(name) + "'");
      }
    }
    return wanted.stream().mapToInt(places::get).toArray();
  }

  private static void requireSameKinds(
      Model first, Model second, String firstName, String secondName) {
    Map<String, String> kinds = new HashMap<>();
    first.inputColumns().forEach(column -> kinds.put(column.name(), kind(column)));
    for (InputColumn column : second.inputColumns()) {
      String kind = kinds.get(column.name());
      if (!kind.equals(kind(column))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column '%s' holds %s for %s and %s for %s",
                Printable.line(column.name()),
                kind,
                firstName,
                kind(column),
                secondName));
      }
    }
  }

  private static String kind(InputColumn column) {
    if (!(column instanceof NumberColumn number)) {
      return "categories";
    }
    return switch (number.kind()) {
      case NUMBER -> "numbers";
      case DATE -> "dates";
      case TIMESTAMP -> "times";
    };
  }

  private static void requireSameLoss(
      Model first, Model second, String firstName, String secondName) {
    if (!first.network().loss().equals(second.network().loss())) {
      throw new IllegalArgumentException(
          firstName
              + " has the loss "
              + first.network().loss()
              + ", "
              + secondName
              + " "
              + second.network().loss());
    }
  }

  /** Returns what the second predicts, with targets in the order of the first's. */
  Task secondTask() {
    if (toSecond == null || second.task().targetScaling().isEmpty()) {
      return second.task();
    }
    TargetScaling scaling = second.task().targetScaling().get();
    return new ValueTask(
        new TargetScaling(
            Arrays.stream(toSecond).mapToObj(scaling.offsets()::get).toList(),
            Arrays.stream(toSecond).mapToObj(scaling.divisors()::get).toList()));
  }

  /** Returns what both losses are computed on, with targets in the order of the first's. */
  Task lossTask() {
    return lossesAreOfSecond ? secondTask() : first.task();
  }

  /** Returns true if the models take the same floats, so that these are prepared once for both. */
  boolean takeTheSame() {
    return features == null
        && first.network().equals(second.network())
        && first.preprocessing().equals(second.preprocessing());
  }
}
