package dev.lockstep.cli.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import java.io.IOException;
import java.util.List;

/** Looks at the examples before they are used. */
@FunctionalInterface
public interface DataCheck {
  /** Looks at nothing. */
  DataCheck NONE = (split, test, featureNames, classNames) -> {};

  /**
   * Looks at both sets.
   *
   * @param split with features as read, before scaling
   * @param test with features as read
   * @param featureNames one for each feature; empty where they have none
   * @param classNames one for each class
   */
  void look(Split split, DataSet test, List<String> featureNames, List<String> classNames)
      throws IOException;
}
