package dev.lockstep.cli.train;

import dev.lockstep.data.DataNames;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.input.InputColumn;
import java.io.IOException;
import java.util.List;

/** Looks at the examples before they are used, and before what they lack ends their reading. */
@FunctionalInterface
public interface DataCheck {
  /** Looks at nothing. */
  DataCheck NONE = (split, test, names) -> {};

  /** Returns columns whose categories the test set has too, beside the training set's. */
  default List<InputColumn> alsoKnown() {
    return List.of();
  }

  /** Is told that one part of the data has no examples at all; this then ends the reading. */
  default void lookAtNone(Part part) throws IOException {}

  /**
   * Looks at the examples to learn from, before the test set is read.
   *
   * @param split of which each side may be empty
   * @param names there may be only one class
   */
  default void lookAtTraining(Split split, DataNames names) throws IOException {}

  /**
   * Looks at both sets. The test set is empty if it is a fifth that has no examples.
   *
   * @param split with features as read, before scaling
   * @param test with features as read
   */
  void look(Split split, DataSet test, DataNames names) throws IOException;
}
