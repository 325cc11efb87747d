package dev.lockstep.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The Spark session of the process. */
final class Session {
  private Session() {}

  /**
   * The session at hand, or a new one: on the master that spark-submit names, else on all of this
   * machine's cores.
   */
  static JavaSparkContext open() {
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", "local[*]")
            // What travels is packed by its own classes, which Kryo would not ask.
            .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    SparkSession session = SparkSession.builder().config(conf).appName("lockstep").getOrCreate();
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }
}
