package dev.lockstep.cli.train;

import dev.lockstep.data.shard.DataSet;
import java.util.List;

/** Looks at the examples before they are used. */
@FunctionalInterface
public interface DataCheck {
  /** Looks at nothing. */
  DataCheck NONE = (train, test, featureNames, classNames) -> {};

  /**
   * Looks at both sets.
   *
   * @param train with features as read, before scaling
   * @param test with features as read
   * @param featureNames one for each feature; empty where they have none
   * @param classNames one for each class
   */
  void look(DataSet train, DataSet test, List<String> featureNames, List<String> classNames);
}
