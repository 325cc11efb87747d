package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.text.Range;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Examples as shards, cached on the executors. Which example is in which shard, and where in it,
 * follows from the examples, the seed and the number of shards; the partitions only place them.
 *
 * @param name what the user calls it
 * @param shards the shards that have examples; a partition holds any number of them
 * @param features the number of features of an example
 * @param statistics counts over all examples
 */
public record DataSet(String name, JavaRDD<Shard> shards, int features, Statistics statistics) {
  private static final int EXAMPLES_PER_SHARD = 8_192;
  private static final int MAX_DEFAULT_SHARDS = 1_024;

  /**
   * How examples are divided (shards and seed, which are part of the recipe) and placed
   * (partitions, which are not).
   */
  public record Sharding(int shards, long seed, int partitions) {
    public Sharding {
      Range.ONE_OR_MORE.require("shards", shards);
      Range.ONE_OR_MORE.require("partitions", partitions);
    }
  }

  /**
   * The number of shards that follows from the number of examples: a power of two, 8,192 examples
   * or more in each.
   */
  public static int defaultShards(long examples) {
    long shards = Long.highestOneBit(Math.max(1, examples / EXAMPLES_PER_SHARD));
    return (int) Math.min(shards, MAX_DEFAULT_SHARDS);
  }

  /**
   * Reads, divides and caches the examples.
   *
   * @param classLimit labels must be below it; the source may have a lower limit of its own
   */
  public static DataSet load(
      JavaSparkContext spark, ExampleSource source, int classLimit, Sharding sharding) {
    int limit = Math.min(classLimit, source.classLimit());
    return load(source.name(), source.examples(spark, limit), source.features(), sharding);
  }

  /** Divides and caches examples that are at hand. */
  public static DataSet load(
      String name, JavaRDD<Example> examples, int features, Sharding sharding) {
    DataSet data = build(name, blocks(name, examples, features, sharding, 0), features, false);
    if (data.count() == 0) {
      throw new DataException(name + ": has no examples");
    }
    return data;
  }

  /**
   * Blocks where their shards are to lie, by shard; those held out by {@code ~shard}.
   *
   * @param share of the examples that is the validation set
   */
  static JavaPairRDD<Integer, ShardBlock> blocks(
      String name, JavaRDD<Example> examples, int features, Sharding sharding, double share) {
    return examples
        .mapPartitionsToPair(new Pack(name, features, sharding.shards, sharding.seed, share))
        .partitionBy(new Placement(sharding.shards, sharding.partitions));
  }

  /** Builds and caches the shards of one side. */
  static DataSet build(
      String name, JavaPairRDD<Integer, ShardBlock> blocks, int features, boolean validation) {
    return of(
        name,
        blocks
            .mapPartitions(new Build(features, validation))
            .persist(StorageLevel.MEMORY_AND_DISK()),
        features);
  }

  /** Shards that are at hand, with what they add up to. */
  public static DataSet of(String name, JavaRDD<Shard> shards, int features) {
    Statistics statistics = shards.map(Shard::statistics).fold(Statistics.NONE, Statistics::plus);
    return new DataSet(name, shards, features, statistics);
  }

  /**
   * The same with features as the floats that a network with this scaling takes: what {@link
   * InputScaling#narrow} makes of them. Where there is something to do, the shards are cached anew,
   * and those as read released.
   */
  public DataSet narrowed(InputScaling scaling) {
    if (statistics.holdsFloats() && !scaling.isWide()) {
      return this;
    }
    JavaRDD<Shard> narrow =
        shards.map(shard -> shard.narrowed(scaling)).persist(StorageLevel.MEMORY_AND_DISK());
    narrow.count();
    shards.unpersist(false);
    return new DataSet(name, narrow, features, statistics);
  }

  public long count() {
    return statistics.count();
  }

  public int partitions() {
    return shards.getNumPartitions();
  }

  /**
   * Consecutive shards lie together; how many to a partition depends on nothing but the two
   * numbers.
   */
  private static final class Placement extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int shards;
    private final int partitions;

    Placement(int shards, int partitions) {
      this.shards = shards;
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      int shard = (Integer) key < 0 ? ~(Integer) key : (Integer) key;
      return (int) ((long) shard * partitions / shards);
    }
  }

  /** Examples to blocks, each of one shard and not too large to travel. */
  private record Pack(String name, int features, int shards, long seed, double share)
      implements PairFlatMapFunction<Iterator<Example>, Integer, ShardBlock> {
    @Override
    public Iterator<Tuple2<Integer, ShardBlock>> call(Iterator<Example> examples) {
      AddressedRandom random = AddressedRandom.of(seed, "shard");
      AddressedRandom sides = AddressedRandom.of(seed, "validation");
      SortedMap<Integer, ShardBlock> open = new TreeMap<>();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return examples.hasNext() || !open.isEmpty();
        }

        @Override
        public Tuple2<Integer, ShardBlock> next() {
          while (examples.hasNext()) {
            Example example = examples.next();
            check(example);
            ExampleId id = ExampleId.of(example);
            int shard = Shard.indexOf(id, random, shards);
            boolean out = share > 0 && sides.uniform(id.high() ^ id.low()) < share;
            int key = out ? ~shard : shard;
            ShardBlock block = open.computeIfAbsent(key, k -> new ShardBlock(features));
            block.add(id, example);
            if (block.count() == ShardBlock.EXAMPLES) {
              return close(key);
            }
          }
          if (open.isEmpty()) {
            throw new NoSuchElementException();
          }
          return close(open.firstKey());
        }

        private Tuple2<Integer, ShardBlock> close(int key) {
          return new Tuple2<>(key, open.remove(key).trim());
        }
      };
    }

    /** One number that is not finite would make every parameter NaN, and name no row. */
    private void check(Example example) {
      float[] x = example.features();
      if (x.length != features) {
        throw new DataException(
            name
                + ": an example of "
                + x.length
                + " features, where "
                + features
                + " are expected");
      }
      if (!(example.weight() > 0) || Float.isInfinite(example.weight())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: an example of label %d: its weight is %s, and must be positive and finite",
                name,
                example.label(),
                example.weight()));
      }
      for (int i = 0; i < x.length; i++) {
        if (!Float.isFinite(x[i])) {
          throw new DataException(
              name + ": an example of label " + example.label() + ": feature " + i + " is " + x[i]);
        }
      }
    }
  }

  /** Blocks of one side to shards. */
  private record Build(int features, boolean validation)
      implements FlatMapFunction<Iterator<Tuple2<Integer, ShardBlock>>, Shard> {
    @Override
    public Iterator<Shard> call(Iterator<Tuple2<Integer, ShardBlock>> blocks) {
      SortedMap<Integer, List<ShardBlock>> byShard = new TreeMap<>();
      while (blocks.hasNext()) {
        Tuple2<Integer, ShardBlock> block = blocks.next();
        if (block._1 < 0 == validation) {
          int shard = validation ? ~block._1 : block._1;
          byShard.computeIfAbsent(shard, s -> new ArrayList<>()).add(block._2);
        }
      }
      return byShard.entrySet().stream()
          .map(shard -> ShardBlock.toShard(shard.getKey(), features, shard.getValue()))
          .iterator();
    }
  }
}
