package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.NoExamplesException;
import dev.lockstep.data.RowsRead;
import dev.lockstep.data.shard.Sides.Side;
import dev.lockstep.input.Encoder;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * Examples as shards, cached on the executors. The examples, the seed and the number of shards
 * decide in which shard an example is and where in it; partitions only place the shards.
 *
 * @param name the user's name of it
 * @param shards the shards that have examples; a partition holds any number of them
 * @param features the number of features of an example
 * @param statistics counts over all examples
 * @param columns of the features, as read, where some are not numbers or may be missing; none where
 *     all are plain numbers, and for a network's inputs
 */
public record DataSet(
    String name,
    JavaRDD<Shard> shards,
    int features,
    Statistics statistics,
    List<InputColumn> columns) {
  /** The most inputs of a network that columns of other kinds than plain numbers become. */
  public static final int MOST_INPUTS = Character.MAX_VALUE + 1;

  private static final int EXAMPLES_PER_SHARD = 8_192;
  private static final int MAX_DEFAULT_SHARDS = 1_024;

  /** Fewer at a time make thin products, and an exact sum for each shard costs more than they. */
  private static final int EXAMPLES_PER_STEP = 64;

  public DataSet {
    columns = List.copyOf(columns);
  }

  /** Creates a data set of numbers of which none is missing. */
  public DataSet(String name, JavaRDD<Shard> shards, int features, Statistics statistics) {
    this(name, shards, features, statistics, List.of());
  }

  /** Returns the same data set with columns that say more of its features. */
  public DataSet with(List<InputColumn> others) {
    return new DataSet(name, shards, features, statistics, others);
  }

  /** Returns a source's columns; none if all are numbers of which none may be missing. */
  static List<InputColumn> rawColumns(ExampleSource source) {
    List<InputColumn> columns = source.inputColumns();
    boolean plain = columns.stream().allMatch(c -> c instanceof NumberColumn n && n.isPlain());
    return plain ? List.of() : columns;
  }

  /**
   * Returns the number of shards that follows from the number of examples: a power of two, 8,192
   * examples or more in each.
   */
  public static int defaultShards(long examples) {
    long shards = Long.highestOneBit(Math.max(1, examples / EXAMPLES_PER_SHARD));
    return (int) Math.min(shards, MAX_DEFAULT_SHARDS);
  }

  /**
   * Returns the number of shards for training: as above, and with 64 examples or more of each step
   * in each.
   *
   * @param batch the examples of a step
   */
  public static int defaultShards(long examples, long batch) {
    long shards = Long.highestOneBit(Math.max(1, batch / EXAMPLES_PER_STEP));
    return (int) Math.min(shards, defaultShards(examples));
  }

  /**
   * Reads, divides and caches the examples.
   *
   * @param classLimit labels must be below it; the source may have a lower limit of its own
   */
  public static DataSet load(
      JavaSparkContext spark, ExampleSource source, int classLimit, Sharding sharding) {
    int limit = Math.min(classLimit, source.classLimit());
    RowsRead.expect(source.count());
    return load(
        source.name(),
        source.examples(spark, limit),
        source.features(),
        rawColumns(source),
        sharding);
  }

  /** Divides and caches given examples of numbers. */
  public static DataSet load(
      String name, JavaRDD<Example> examples, int features, Sharding sharding) {
    return load(name, examples, features, List.of(), sharding);
  }

  private static DataSet load(
      String name,
      JavaRDD<Example> examples,
      int features,
      List<InputColumn> columns,
      Sharding sharding) {
    ShardBlocks blocks = ShardBlocks.of(name, examples, features, columns, sharding, Sides.ONE);
    return ofSide(name, blocks, Side.TRAIN).requireExamples();
  }

  /** Builds and caches the shards of one side. */
  static DataSet ofSide(String name, ShardBlocks blocks, Side side) {
    JavaRDD<Shard> shards = blocks.shards(side);
    DataSet numbers = orReleased(shards, () -> of(name, shards, blocks.features()));
    return new DataSet(
        name, numbers.shards, numbers.features, numbers.statistics, blocks.columns());
  }

  /** Runs the work that caches shards; releases them if it fails or is cancelled. */
  static <T> T orReleased(JavaRDD<Shard> cached, Supplier<T> work) {
    try {
      return work.get();
    } catch (Throwable e) { // Also the checked ones that Spark throws without declaring them.
      cached.unpersist(false);
      throw e;
    }
  }

  /** Returns this. @throws NoExamplesException if it is empty */
  public DataSet requireExamples() {
    if (count() == 0) {
      throw new NoExamplesException(name);
    }
    return this;
  }

  /** Returns the data set of given shards, with their statistics. */
  public static DataSet of(String name, JavaRDD<Shard> shards, int features) {
    Statistics statistics = shards.map(Shard::statistics).fold(Statistics.NONE, Statistics::plus);
    return new DataSet(name, shards, features, statistics);
  }

  /**
   * Returns this data set with features as the floats that a network with this scaling takes; see
   * {@link InputScaling#narrow}. If features change, it caches the new shards and releases the old
   * ones.
   */
  public DataSet narrowed(InputScaling scaling) {
    if (statistics.holdsFloats() && !scaling.isWide()) {
      return this;
    }
    JavaRDD<Shard> narrow =
        shards.map(shard -> shard.narrowed(scaling)).persist(StorageLevel.MEMORY_AND_DISK());
    orReleased(narrow, narrow::count);
    shards.unpersist(false);
    return new DataSet(name, narrow, features, statistics);
  }

  /**
   * Returns this data set with what a model's network takes in place of the features as read. If
   * features change, it caches the new shards and releases the old ones.
   *
   * @param names of the model's columns, where these are not plain numbers
   */
  public DataSet prepared(Preprocessing preprocessing, List<String> names) {
    return columns.isEmpty() && preprocessing.isPlain()
        ? narrowed(preprocessing.scaling())
        : encoded(preprocessing, names);
  }

  private DataSet encoded(Preprocessing preprocessing, List<String> names) {
    Encoder encoder = encoder(preprocessing, names);
    JavaRDD<Shard> encoded =
        shards.map(shard -> shard.encoded(encoder)).persist(StorageLevel.MEMORY_AND_DISK());
    orReleased(encoded, encoded::count);
    shards.unpersist(false);
    return new DataSet(name, encoded, preprocessing.inputs(), statistics);
  }

  /**
   * Returns the data set of the numbers among the columns, where something stands for those that
   * are missing; not cached. A data set of plain numbers is returned as it is.
   *
   * @param preprocessing with these columns
   */
  public DataSet numbers(Preprocessing preprocessing) {
    if (columns.isEmpty()) {
      return this;
    }
    Encoder encoder = encoder(preprocessing, preprocessing.columnNames());
    return of(name, shards.map(shard -> shard.numbers(encoder)), preprocessing.numbers());
  }

  /**
   * Returns the data set of the columns of numbers alone, as read, with 0 for those that are
   * missing; not cached. A data set of plain numbers is returned as it is.
   */
  public DataSet numbers() {
    if (columns.isEmpty()) {
      return this;
    }
    Preprocessing unscaled = Preprocessing.of(columns, InputScaling.NONE);
    return unscaled.numbers() == 0 ? new DataSet(name, shards, 0, statistics) : numbers(unscaled);
  }

  /** Returns the names of the columns of {@link #numbers()}, given those of all columns. */
  public List<String> numberNames(List<String> names) {
    return columns.isEmpty()
        ? names
        : columns.stream().filter(NumberColumn.class::isInstance).map(InputColumn::name).toList();
  }

  /** Returns this data set with all zeros kept, for measurements; caches the new shards. */
  public DataSet dense() {
    JavaRDD<Shard> dense = shards.map(Shard::dense).persist(StorageLevel.MEMORY_AND_DISK());
    dense.count();
    shards.unpersist(false);
    return new DataSet(name, dense, features, statistics, columns);
  }

  /**
   * Returns what makes a model's inputs of the features as read.
   *
   * @param names of the model's columns
   * @throws DataException if a column is missing or of another kind
   */
  public Encoder encoder(Preprocessing preprocessing, List<String> names) {
    try {
      return Encoder.of(name, columns, preprocessing, names);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  public long count() {
    return statistics.count();
  }

  public int partitions() {
    return shards.getNumPartitions();
  }
}
