package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.data.HeldByFloat;
import dev.lockstep.data.RowsRead;
import dev.lockstep.data.shard.Sides.Side;
import dev.lockstep.input.InputColumn;
import dev.lockstep.linalg.AddressedRandom;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.Function1;
import scala.Tuple2;

/**
 * A source's examples on their way to the shards of each side. One shuffle serves all sides, so a
 * row is parsed and hashed once.
 *
 * @param sides the sides that are read
 * @param partitions of one side
 * @param blocks the examples by shard; the partitions of one side follow those of another
 * @param columns of the features; none where all are numbers and none is missing
 */
record ShardBlocks(
    int features,
    int partitions,
    List<Side> sides,
    JavaPairRDD<Key, ShardBlock> blocks,
    List<InputColumn> columns) {

  /** A shard of a side. */
  record Key(Side side, int shard) implements Serializable, Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int bySide = side.compareTo(other.side);
      return bySide != 0 ? bySide : Integer.compare(shard, other.shard);
    }
  }

  /**
   * Divides examples; runs nothing yet.
   *
   * @param name the user's name of them
   * @param columns of the features; none where all are numbers and none is missing
   */
  static ShardBlocks of(
      String name,
      JavaRDD<Example> examples,
      int features,
      List<InputColumn> columns,
      Sharding sharding,
      Sides sides) {
    List<Side> read = sides.read();
    return new ShardBlocks(
        features,
        sharding.partitions(),
        read,
        examples
            .mapPartitionsToPair(
                new Pack(
                    name, features, !columns.isEmpty(), sharding.shards(), sharding.seed(), sides))
            .partitionBy(new Placement(sharding.shards(), sharding.partitions(), read)),
        columns);
  }

  /** Returns the shards of one of the sides that are read; they are cached when they run. */
  JavaRDD<Shard> shards(Side side) {
    Chosen chosen = new Chosen(sides.indexOf(side) * partitions, partitions);
    RDD<Tuple2<Key, ShardBlock>> ofSide = PartitionPruningRDD.create(blocks.rdd(), chosen);
    return ofSide
        .toJavaRDD()
        .mapPartitions(
            new Build(features, HeapShare.tasksAtOnce(ofSide.sparkContext(), partitions)))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** A range of partitions. */
  private record Chosen(int first, int count) implements Function1<Object, Object>, Serializable {
    @Override
    public Object apply(Object partition) {
      return (int) partition >= first && (int) partition < first + count;
    }
  }

  /**
   * Places consecutive shards of a side together; the two numbers alone decide how many to a
   * partition.
   */
  private static final class Placement extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int shards;
    private final int partitions;
    private final int sides;
    private final EnumMap<Side, Integer> firsts = new EnumMap<>(Side.class);

    Placement(int shards, int partitions, List<Side> sides) {
      this.shards = shards;
      this.partitions = partitions;
      this.sides = sides.size();
      for (Side side : sides) {
        firsts.put(side, sides.indexOf(side) * partitions);
      }
    }

    @Override
    public int numPartitions() {
      return sides * partitions;
    }

    @Override
    public int getPartition(Object key) {
      Key shard = (Key) key;
      return firsts.get(shard.side) + (int) ((long) shard.shard * partitions / shards);
    }
  }

  /**
   * Packs examples into blocks, each of one shard and small enough to send.
   *
   * @param gaps true if features may be missing
   */
  private record Pack(String name, int features, boolean gaps, int shards, long seed, Sides sides)
      implements PairFlatMapFunction<Iterator<Example>, Key, ShardBlock> {
    @Override
    public Iterator<Tuple2<Key, ShardBlock>> call(Iterator<Example> examples) {
      AddressedRandom forShards = AddressedRandom.of(seed, "shard");
      AddressedRandom forSides = Sides.random(seed);
      List<Side> read = sides.read();
      SortedMap<Key, ShardBlock> open = new TreeMap<>();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          // Examples of sides that are not read leave no block, so the loop goes on.
          while (open.isEmpty() && examples.hasNext()) {
            add(examples.next());
          }
          return !open.isEmpty();
        }

        @Override
        public Tuple2<Key, ShardBlock> next() {
          while (examples.hasNext()) {
            Key full = add(examples.next());
            if (full != null) {
              return close(full);
            }
          }
          if (open.isEmpty()) {
            throw new NoSuchElementException();
          }
          return close(open.firstKey());
        }

        /** Returns the block's key if the block is full now, else null. */
        private Key add(Example example) {
          check(example);
          ExampleId id = ExampleId.of(example);
          Side side = sides.of(id, forSides);
          if (!read.contains(side)) {
            return null;
          }
          Key key = new Key(side, Shard.indexOf(id, forShards, shards));
          ShardBlock block = open.computeIfAbsent(key, k -> new ShardBlock(features));
          block.add(id, example);
          return block.count() == ShardBlock.EXAMPLES ? key : null;
        }

        private Tuple2<Key, ShardBlock> close(Key key) {
          ShardBlock block = open.remove(key).trim();
          RowsRead.add(block.count());
          return new Tuple2<>(key, block);
        }
      };
    }

    /** Refuses numbers that are not finite: one would make every parameter NaN and name no row. */
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
                "%s: an example of %s: its weight is %s, and must be positive and finite",
                name,
                example.answer(),
                example.weight()));
      }
      for (int i = 0; i < x.length; i++) {
        if (!Float.isFinite(x[i]) && !(gaps && HeldByFloat.isMissing(x[i]))) {
          throw new DataException(
              name + ": an example of " + example.answer() + ": feature " + i + " is " + x[i]);
        }
      }
    }
  }

  /**
   * Builds shards from blocks.
   *
   * @param tasks that do so at the same time in one process
   */
  private record Build(int features, int tasks)
      implements FlatMapFunction<Iterator<Tuple2<Key, ShardBlock>>, Shard> {
    @Override
    public Iterator<Shard> call(Iterator<Tuple2<Key, ShardBlock>> blocks) {
      NavigableMap<Integer, List<ShardBlock>> byShard = new TreeMap<>();
      try (HeapShare heap = HeapShare.ofTask(tasks)) {
        while (blocks.hasNext()) {
          Tuple2<Key, ShardBlock> block = blocks.next();
          heap.take(block._2);
          byShard.computeIfAbsent(block._1.shard, s -> new ArrayList<>()).add(block._2);
        }
        heap.end();
      }
      // A shard's blocks are let go when it is built, so that the memory is not needed twice.
      return Stream.generate(byShard::pollFirstEntry)
          .limit(byShard.size())
          .map(shard -> Shard.of(shard.getKey(), features, shard.getValue()))
          .iterator();
    }
  }
}
