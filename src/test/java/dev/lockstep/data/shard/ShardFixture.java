package dev.lockstep.data.shard;

import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.linalg.AddressedRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Shards of any examples, made without a file and without a shuffle; and what is in a shard. */
public final class ShardFixture {
  private ShardFixture() {}

  /** The shards that have examples, in the order of their indices. */
  public static List<Shard> shards(List<Example> examples, int shards, long seed) {
    AddressedRandom random = AddressedRandom.of(seed, "shard");
    int features = examples.get(0).features().length;
    SortedMap<Integer, ShardBlock> blocks = new TreeMap<>();
    for (Example example : examples) {
      ExampleId id = ExampleId.of(example);
      blocks
          .computeIfAbsent(Shard.indexOf(id, random, shards), s -> new ShardBlock(features))
          .add(id, example);
    }
    return blocks.entrySet().stream()
        .map(e -> Shard.of(e.getKey(), features, List.of(e.getValue().trim())))
        .toList();
  }

  /** The same as a data set. */
  public static DataSet dataSet(JavaSparkContext spark, List<Example> examples, Sharding sharding) {
    List<Shard> shards = shards(examples, sharding.shards(), sharding.seed());
    Statistics statistics =
        shards.stream().map(Shard::statistics).reduce(Statistics.NONE, Statistics::plus);
    return new DataSet(
        "fixture",
        spark.parallelize(shards, sharding.partitions()),
        examples.get(0).features().length,
        statistics);
  }

  /** Examples in any partitions, divided as those of files are. */
  public static DataSet load(
      String name, JavaRDD<Example> examples, int features, Sharding sharding) {
    return DataSet.load(name, examples, features, sharding);
  }

  /** The same with a share of them in the validation set. */
  public static Split split(
      String name, JavaRDD<Example> examples, int features, Sharding sharding, double share) {
    return SourceSets.of(name, examples, features, sharding, share, TestPart.NONE).split();
  }

  /** A shard's examples in their order: the label, then the features. */
  public static List<List<Float>> content(Shard shard, int features) {
    List<List<Float>> content = new ArrayList<>();
    float[] x = new float[features];
    for (int i = 0; i < shard.size(); i++) {
      shard.copyFeatures(i, x, 0);
      List<Float> example = new ArrayList<>(List.of((float) shard.label(i)));
      for (float feature : x) {
        example.add(feature);
      }
      content.add(example);
    }
    return content;
  }
}
