package dev.lockstep.data;

import java.util.List;

/**
 * The names of what a data set's examples have.
 *
 * @param features one for each; empty where they have none
 * @param classes one for each; none where numbers are predicted
 * @param targets the numbers that are predicted; none for classes
 */
public record DataNames(List<String> features, List<String> classes, List<String> targets) {
  public DataNames {
    features = List.copyOf(features);
    classes = List.copyOf(classes);
    targets = List.copyOf(targets);
  }

  /** Returns true if classes are predicted. */
  public boolean hasClasses() {
    return targets.isEmpty();
  }

  /** Returns the names of the classes, or of the numbers that are predicted. */
  public List<String> predicted() {
    return hasClasses() ? classes : targets;
  }
}
