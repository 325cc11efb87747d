package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.shard.DataSet.Sharding;
import dev.lockstep.nn.InputScaling;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A training set and a validation set, which is held out of training to see how it goes. On which
 * side an example is follows from its id, the seed and the share alone, so data that are added move
 * none across, and equal examples are on the same side.
 *
 * @param train the training set
 * @param validation the validation set; empty where nothing is to be held out
 */
public record Split(DataSet train, Optional<DataSet> validation) {

  /** All to train on. */
  public static Split none(DataSet train) {
    return new Split(train, Optional.empty());
  }

  /**
   * Reads, divides and caches the examples; they are read once.
   *
   * @param share of the examples to hold out, in [0, 1)
   * @throws DataException if one of the two sets would have no examples
   */
  public static Split load(
      JavaSparkContext spark,
      ExampleSource source,
      int classLimit,
      Sharding sharding,
      double share) {
    int limit = Math.min(classLimit, source.classLimit());
    return of(source.name(), source.examples(spark, limit), source.features(), sharding, share);
  }

  /** The same of examples that are at hand. */
  public static Split of(
      String name, JavaRDD<Example> examples, int features, Sharding sharding, double share) {
    if (share == 0) {
      return none(DataSet.load(name, examples, features, sharding));
    }
    JavaPairRDD<Integer, ShardBlock> blocks =
        DataSet.blocks(name, examples, features, sharding, share);
    DataSet train = DataSet.build(name, blocks, features, false);
    DataSet validation = DataSet.build(name, blocks, features, true);
    if (train.count() == 0 || validation.count() == 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: a validation share of %s holds out %d of its %d examples; both sides need some",
              name,
              share,
              validation.count(),
              train.count() + validation.count()));
    }
    return new Split(train, Optional.of(validation));
  }

  /** Both sides with features as floats: see {@link DataSet#narrowed}. */
  public Split narrowed(InputScaling scaling) {
    return new Split(train.narrowed(scaling), validation.map(data -> data.narrowed(scaling)));
  }

  public long count() {
    return train.count() + validation.map(DataSet::count).orElse(0L);
  }

  /** One more than the largest label on either side. */
  public int classes() {
    return Math.max(
        train.statistics().classes(), validation.map(d -> d.statistics().classes()).orElse(0));
  }

  /** Of all examples. */
  public Fingerprint fingerprint() {
    Fingerprint fingerprint = train.statistics().fingerprint();
    return validation.map(d -> fingerprint.plus(d.statistics().fingerprint())).orElse(fingerprint);
  }
}
