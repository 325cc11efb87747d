package dev.lockstep.cli;

import dev.lockstep.train.Recipe;
import dev.lockstep.train.WarmUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The Spark session of the process. */
final class Session {
  private static final String LOCAL = "local[*]";

  private Session() {}

  /** As {@link #open}; in local mode the kernels get up to speed meanwhile. */
  static JavaSparkContext openToTrain(Recipe recipe) {
    boolean local = new SparkConf().get("spark.master", LOCAL).matches("local(\\[.*)?");
    Optional<WarmUp> warmUp = local ? WarmUp.start(recipe) : Optional.empty();
    JavaSparkContext spark = open();
    warmUp.ifPresent(w -> w.goOn(spark));
    return spark;
  }

  /**
   * The session at hand, or a new one: on the master that spark-submit names, else on all of this
   * machine's cores.
   *
   * @throws UncheckedIOException where that master does not answer, or not to this secret
   */
  static JavaSparkContext open() {
    return JavaSparkContext.fromSparkContext(connected(conf()));
  }

  /** Returns what the session's file systems will go by, before there is a session. */
  static Configuration configuration() {
    return SparkHadoopUtil.get().newConfiguration(conf());
  }

  private static SparkConf conf() {
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", LOCAL)
            // What travels is packed by its own classes, which Kryo would not ask.
            .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    forgetWhatNobodyLooksAt(conf);
    // What spark-submit calls an application that has been given no name.
    if (conf.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
      conf.setAppName("lockstep");
    }
    return conf;
  }

  /** When Spark has given a master up, it hands out a session that is stopped, or says so. */
  private static SparkContext connected(SparkConf conf) {
    IllegalStateException stopped = null;
    try {
      SparkContext context = SparkContext.getOrCreate(conf);
      if (!context.isStopped() && isRegistered(context)) {
        return context;
      }
    } catch (IllegalStateException e) {
      stopped = e;
    }
    IOException refused =
        new ConnectException(
            conf.get("spark.master") + " gives no session: is it there, and is the secret right?");
    if (stopped != null) {
      refused.addSuppressed(stopped);
    }
    throw new UncheckedIOException(refused);
  }

  /**
   * Whether a standalone master has taken the application up. One that has not has given it no id,
   * and Spark stops the session on a thread of its own: a job that comes in between never ends.
   */
  private static boolean isRegistered(SparkContext context) {
    return !context.master().startsWith("spark://")
        || !context.applicationId().startsWith("spark-application-");
  }

  /**
   * Every step is a job. Spark remembers the last 1,000 and their tasks for its web page, which is
   * 4 MiB at two partitions and grows with them. Without the page it need not.
   */
  static void forgetWhatNobodyLooksAt(SparkConf conf) {
    if (!conf.getBoolean("spark.ui.enabled", true)) {
      conf.setIfMissing("spark.ui.retainedJobs", "1").setIfMissing("spark.ui.retainedStages", "1");
    }
  }
}
