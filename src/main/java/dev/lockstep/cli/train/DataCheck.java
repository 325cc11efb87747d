package dev.lockstep.cli.train;

import dev.lockstep.data.shard.DataSet;
import java.util.List;

/** Looks at a training set before it is used; throws an exception to refuse it. */
@FunctionalInterface
public interface DataCheck {
  /** Accepts every training set. */
  DataCheck NONE = (train, featureNames, classNames) -> {};

  /**
   * Looks at a training set.
   *
   * @param train with features as read, before scaling
   * @param featureNames one for each feature; empty where they have none
   * @param classNames one for each class
   */
  void look(DataSet train, List<String> featureNames, List<String> classNames);
}
