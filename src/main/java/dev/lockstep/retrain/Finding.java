package dev.lockstep.retrain;

import dev.lockstep.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of a check of data before training.
 *
 * @param name of the check
 * @param figure what was found
 * @param bound what it is held against
 * @param words one sentence, without its full stop; empty if the check is passed
 */
public record Finding(String name, double figure, double bound, Level level, String words) {
  /** What follows from a finding. */
  public enum Level {
    PASSED,
    WARNED,
    REFUSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns true if there must be no training. */
  public boolean isRefused() {
    return level == Level.REFUSED;
  }

  /** Checks that there are enough examples to train on. */
  public static Finding examples(long count, long fewest) {
    return enough("examples", count, fewest, "train on");
  }

  /** Checks that a share of the examples, the validation set, is not empty. */
  public static Finding validation(long count) {
    return enough("validation examples", count, 1, "watch training by");
  }

  /** Checks that the test set is not empty. */
  public static Finding heldOut(long count) {
    return enough("holdout examples", count, 1, "test on");
  }

  private static Finding enough(String name, long count, long fewest, String use) {
    boolean enough = count >= fewest;
    return new Finding(
        name,
        count,
        fewest,
        enough ? Level.PASSED : Level.REFUSED,
        enough
            ? ""
            : Counted.grouped(count, "example")
                + String.format(Locale.ROOT, " to %s, %,d wanted", use, fewest));
  }

  /**
   * Checks that the classes are those of the champion, in the same order.
   *
   * @param before the champion's
   * @param fixed true if a user has named the classes, so that a change is intended
   */
  public static Finding classes(List<String> before, List<String> now, boolean fixed) {
    return names("classes", before, now, before.equals(now), fixed);
  }

  /** Checks that the numbers to predict are those of the champion, in any order. */
  public static Finding targets(List<String> before, List<String> now) {
    boolean same = before.size() == now.size() && before.containsAll(now);
    return names("targets", before, now, same, /* fixed= */ false);
  }

  private static Finding names(
      String what, List<String> before, List<String> now, boolean same, boolean fixed) {
    List<String> added = new ArrayList<>(now);
    added.removeAll(before);
    List<String> gone = new ArrayList<>(before);
    gone.removeAll(now);
    String difference =
        added.isEmpty() && gone.isEmpty()
            ? "the " + what + " have another order than the champion's"
            : "the "
                + what
                + " are not the champion's"
                + (added.isEmpty() ? "" : "; new: " + String.join(", ", added))
                + (gone.isEmpty() ? "" : "; missing: " + String.join(", ", gone));
    return new Finding(
        what,
        now.size(),
        before.size(),
        same ? Level.PASSED : fixed ? Level.WARNED : Level.REFUSED,
        same ? "" : difference);
  }

  /** Refuses labels that are classes where the champion predicts numbers, and the reverse. */
  public static Finding otherTask(boolean hasClasses) {
    String words =
        "the champion predicts "
            + (hasClasses
                ? "numbers, and the labels are classes"
                : "classes, and the labels are numbers");
    return new Finding("task", 0, 1, Level.REFUSED, words);
  }
}
