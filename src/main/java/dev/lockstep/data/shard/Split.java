package dev.lockstep.data.shard;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A training set and a validation set, by which training is watched. An example's id, the seed and
 * the share decide its side, so new data do not move other examples, and equal examples are on the
 * same side.
 *
 * @param train the training set
 * @param validation the validation set; empty where there is none
 */
public record Split(DataSet train, Optional<DataSet> validation) {

  /** Returns a split without a validation set. */
  public static Split none(DataSet train) {
    return new Split(train, Optional.empty());
  }

  /** Returns both sides with features as floats; see {@link DataSet#narrowed}. */
  public Split narrowed(InputScaling scaling) {
    return new Split(train.narrowed(scaling), validation.map(data -> data.narrowed(scaling)));
  }

  /** Returns both sides with what a model's network takes; see {@link DataSet#prepared}. */
  public Split prepared(Preprocessing preprocessing, List<String> names) {
    DataSet prepared = train.prepared(preprocessing, names);
    return with(prepared, () -> validation.map(data -> data.prepared(preprocessing, names)));
  }

  /** Returns a training set with its validation set; releases the first if the second fails. */
  public static Split with(DataSet train, Supplier<Optional<DataSet>> validation) {
    return DataSet.orReleased(train.shards(), () -> new Split(train, validation.get()));
  }

  public long count() {
    return train.count() + validation.map(DataSet::count).orElse(0L);
  }

  /** Returns one more than the largest label on either side. */
  public int classes() {
    return Math.max(
        train.statistics().classes(), validation.map(d -> d.statistics().classes()).orElse(0));
  }

  /** Returns the fingerprint of all examples. */
  public Fingerprint fingerprint() {
    Fingerprint fingerprint = train.statistics().fingerprint();
    return validation.map(d -> fingerprint.plus(d.statistics().fingerprint())).orElse(fingerprint);
  }
}
