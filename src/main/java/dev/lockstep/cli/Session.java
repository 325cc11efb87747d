package dev.lockstep.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The Spark session of the process. */
final class Session {
  private static final String LOCAL = "local[*]";

  private Session() {}

  /** Whether tasks will run in this very process. */
  static boolean isLocal() {
    return new SparkConf().get("spark.master", LOCAL).matches("local(\\[.*)?");
  }

  /**
   * The session at hand, or a new one: on the master that spark-submit names, else on all of this
   * machine's cores.
   */
  static JavaSparkContext open() {
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", LOCAL)
            // What travels is packed by its own classes, which Kryo would not ask.
            .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer")
            // Hadoop's cache of file systems asks for the user in a way that JDK 24 and later
            // refuse.
            .set("spark.hadoop.fs.file.impl.disable.cache", "true");
    SparkSession session = SparkSession.builder().config(conf).appName("lockstep").getOrCreate();
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }
}
