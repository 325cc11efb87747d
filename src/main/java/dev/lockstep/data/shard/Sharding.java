package dev.lockstep.data.shard;

import dev.lockstep.text.Range;

/**
 * The division of examples into shards (shards and seed, part of the recipe) and their placement
 * (partitions, not part of it).
 */
public record Sharding(int shards, long seed, int partitions) {
  public Sharding {
    Range.ONE_OR_MORE.require("shards", shards);
    Range.ONE_OR_MORE.require("partitions", partitions);
  }
}
