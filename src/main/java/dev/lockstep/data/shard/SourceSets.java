package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.RowsRead;
import dev.lockstep.data.shard.Sides.Side;
import dev.lockstep.input.InputColumn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The training, validation and test sets of one source, which is read once for all of them. */
public final class SourceSets {
  private final String name;
  private final double share;
  private final ShardBlocks blocks;
  private final TestPart part;

  private SourceSets(String name, double share, ShardBlocks blocks, TestPart part) {
    this.name = name;
    this.share = share;
    this.blocks = blocks;
    this.part = part;
  }

  /**
   * Divides a source's examples; reads nothing yet.
   *
   * @param classLimit labels must be below it; the source may have a lower limit of its own
   * @param share the validation set's share of the examples, in [0, 1)
   * @param part the part that is the test set of a source without another
   */
  public static SourceSets of(
      JavaSparkContext spark,
      ExampleSource source,
      int classLimit,
      Sharding sharding,
      double share,
      TestPart part) {
    int limit = Math.min(classLimit, source.classLimit());
    RowsRead.expect(source.count());
    return of(
        source.name(),
        source.examples(spark, limit),
        source.features(),
        DataSet.rawColumns(source),
        sharding,
        share,
        part);
  }

  /** Divides given examples of numbers. */
  public static SourceSets of(
      String name,
      JavaRDD<Example> examples,
      int features,
      Sharding sharding,
      double share,
      TestPart part) {
    return of(name, examples, features, List.of(), sharding, share, part);
  }

  private static SourceSets of(
      String name,
      JavaRDD<Example> examples,
      int features,
      List<InputColumn> columns,
      Sharding sharding,
      double share,
      TestPart part) {
    Sides sides = new Sides(share, part);
    return new SourceSets(
        name, share, ShardBlocks.of(name, examples, features, columns, sharding, sides), part);
  }

  /**
   * Builds and caches the training set and the validation set.
   *
   * @throws DataException if one of them has no examples
   */
  public Split split() {
    return requireExamples(sides());
  }

  /** Builds and caches the training set and the validation set, which may be empty. */
  public Split sides() {
    DataSet train = DataSet.ofSide(name, blocks, Side.TRAIN);
    return share == 0
        ? Split.none(train)
        : Split.with(train, () -> Optional.of(DataSet.ofSide(name, blocks, Side.VALIDATION)));
  }

  /** Returns the sides. @throws DataException if one of them has no examples */
  public Split requireExamples(Split sides) {
    DataSet train = sides.train();
    if (sides.validation().isEmpty()) {
      train.requireExamples();
      return sides;
    }
    DataSet validation = sides.validation().get();
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
    return sides;
  }

  /** Builds and caches the test set, which may be empty. */
  public DataSet test() {
    return DataSet.ofSide(name + " (the " + part.words() + " held out)", blocks, Side.TEST);
  }
}
