package dev.lockstep.data;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Where examples come from. */
public interface ExampleSource {

  /** What the user calls it; stands in messages and files. */
  String name();

  /** The number of examples; no fewer than {@link #examples} gives. */
  long count();

  /** The number of features of each. */
  int features();

  /** Labels are below it. */
  int classLimit();

  /**
   * The examples, in any order and any partitions. A wrong one fails its task with a {@link
   * DataException}.
   *
   * @param limit labels must be below it; no higher than the source's own
   */
  JavaRDD<Example> examples(JavaSparkContext spark, int limit);
}
