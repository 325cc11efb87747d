package dev.lockstep.cli.train;

import dev.lockstep.cli.option.Task;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableOptions;
import java.util.List;
import java.util.Optional;

/**
 * A user's choice of data.
 *
 * @param data the places of the training set, one at least
 * @param testData the places of the test set; none for the test set beside the training set, or a
 *     fifth of a table that has none
 * @param testShare of a table without a test set that is held out as one, 0 for none; empty for a
 *     fifth
 * @param task null for regression if the labels are numbers and some are not whole, else to refuse
 *     labels that do not look like classes
 * @param made the names of the settings of tables that the options make now
 */
record DataChoice(
    List<String> data,
    List<String> testData,
    Optional<Double> testShare,
    TableOptions tables,
    Task task,
    List<String> made) {
  DataChoice {
    data = List.copyOf(data);
    testData = List.copyOf(testData);
    made = List.copyOf(made);
  }

  /** Returns the same choice with other choices of a table. */
  DataChoice with(TableOptions others) {
    return new DataChoice(data, testData, testShare, others, task, made);
  }

  /** Returns the same choice with this task. */
  DataChoice of(Task known) {
    return new DataChoice(data, testData, testShare, tables, known, made);
  }

  /** Returns this choice, with label columns that are known to hold this. */
  DataChoice predicting(Predicted predicted) {
    return new DataChoice(data, testData, testShare, tables.predicting(predicted), task, made);
  }
}
