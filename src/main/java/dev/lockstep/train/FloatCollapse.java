package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.input.InputScaling;
import dev.lockstep.recipe.ScalingChoice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A feature whose different numbers became equal floats, so that the network cannot tell them
 * apart.
 *
 * @param feature its place, from 0
 * @param numbers the different numbers in the training set
 * @param floats the different floats that the network sees
 * @param apart true if no scaling helps, because the numbers lie too far apart
 */
public record FloatCollapse(int feature, long numbers, long floats, boolean apart) {
  /**
   * Returns the features that lose more than one number in a thousand. It counts all examples only
   * for features that lose some among the first.
   *
   * @param train as read
   */
  public static List<FloatCollapse> find(DataSet train, InputScaling scaling) {
    if (train.statistics().holdsFloats()) {
      return List.of();
    }
    List<Integer> suspects = DifferentNumbers.suspects(train, scaling);
    if (suspects.isEmpty()) {
      return List.of();
    }
    BitSet helped = helped(train, scaling);
    List<FloatCollapse> found = new ArrayList<>();
    for (int feature : suspects) {
      long numbers = DifferentNumbers.asRead(train, scaling, feature);
      long floats = DifferentNumbers.asFloats(train, scaling, feature);
      found.add(new FloatCollapse(feature, numbers, floats, !helped.get(feature)));
    }
    return found;
  }

  /** Returns the features that standardising would scale in doubles, and this scaling does not. */
  private static BitSet helped(DataSet train, InputScaling scaling) {
    BitSet helped = new BitSet();
    if (scaling.method() != InputScaling.Method.STANDARDISE) {
      ScalingFit.fit(train, ScalingChoice.STANDARDISE)
          .wide()
          .forEach(wide -> helped.set(wide.feature()));
      scaling.wide().forEach(wide -> helped.clear(wide.feature()));
    }
    return helped;
  }

  /**
   * Returns a line that describes it.
   *
   * @param names of the features; empty where they have none
   * @param standardise the user's way to ask for standardising
   */
  public String text(List<String> names, String standardise) {
    String column =
        names.isEmpty() ? "feature " + (feature + 1) : "column '" + names.get(feature) + "'";
    String advice =
        apart
            ? "the others are too far away from them; split the column beforehand"
            : standardise + " scales them as doubles";
    return String.format(
        Locale.ROOT,
        "%s: %,d different numbers become %,d different floats, which training cannot tell apart; %s",
        column,
        numbers,
        floats,
        advice);
  }
}
