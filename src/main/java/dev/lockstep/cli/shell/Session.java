package dev.lockstep.cli.shell;

import dev.lockstep.recipe.Recipe;
import dev.lockstep.train.WarmUp;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import scala.Tuple2;

/** The Spark session of the process. */
public final class Session {
  private static final String MAIN = "dev.lockstep.cli.Main";
  private static final String LOCAL = "local[*]";
  private static final Set<String> HOSTS = Set.of("spark.driver.host", "spark.driver.bindAddress");
  private static final long MAX_WAIT_MILLIS = 30_000;

  private static volatile JavaSparkContext opened;
  private static volatile WarmUp warmUp;
  private static volatile FileSystems fileSystems;

  private Session() {}

  /** Returns the session as {@link #open} does; in local mode the kernels warm up meanwhile. */
  public static JavaSparkContext openToTrain(Recipe recipe) {
    Optional<WarmUp> begun =
        isLocal(new SparkConf().setIfMissing("spark.master", LOCAL))
            ? WarmUp.start(recipe)
            : Optional.empty();
    JavaSparkContext spark = open();
    begun.ifPresent(w -> w.goOn(spark));
    warmUp = begun.orElse(null);
    return spark;
  }

  /**
   * Ends the warm-up, if it still runs: its threads and jobs would be in training's way. Waits for
   * its current step.
   */
  public static void endWarmUp() {
    WarmUp running = warmUp;
    if (running != null) {
      running.end(() -> {});
    }
  }

  /**
   * Returns the current session, or a new one: on the master that spark-submit names, else on all
   * of this machine's cores.
   *
   * @throws SessionException if Spark does not start, or the master does not answer or refuses the
   *     secret
   */
  public static JavaSparkContext open() {
    opened = JavaSparkContext.fromSparkContext(connected(conf()));
    return opened;
  }

  /** Returns the configuration of the session's file systems, before there is a session. */
  public static Configuration configuration() {
    SparkConf conf = conf();
    Set<Tuple2<String, String>> settings = Set.of(conf.getAll());
    FileSystems known = fileSystems;
    if (known == null || !known.settings.equals(settings)) {
      known = new FileSystems(settings, SparkHadoopUtil.get().newConfiguration(conf));
      fileSystems = known;
    }
    return new Configuration(known.configuration);
  }

  /** What Hadoop's files of defaults and the settings give, which takes a while to read. */
  private record FileSystems(Set<Tuple2<String, String>> settings, Configuration configuration) {}

  private static SparkConf conf() {
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", LOCAL)
            // Serialized classes pack themselves, and Kryo would ignore that.
            .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    try {
      forgetWhatNobodyLooksAt(conf);
    } catch (IllegalArgumentException e) {
      throw doesNotStart(e, conf);
    }
    stayOnThisMachine(conf, System.getenv());
    keepOnOutOfMemory(conf);
    // The name that spark-submit gives to an application without one.
    if (conf.get("spark.app.name", MAIN).equals(MAIN)) {
      conf.setAppName("lockstep");
    }
    return conf;
  }

  /** Drops all cached data, before the process reads other data. */
  public static void dropData() {
    JavaSparkContext spark = opened;
    if (spark != null) {
      spark.getPersistentRDDs().values().forEach(data -> data.unpersist(false));
    }
  }

  /**
   * Ends the session, if one is open, before the JVM ends; otherwise Spark's threads fail in turn.
   * What they log or print, as of executors that leave or of a pool that takes no more tasks, is
   * not shown; the process says nothing after this.
   */
  public static void end() {
    Terminal.closeErrors();
    JavaSparkContext spark = opened;
    opened = null;
    if (spark == null) {
      return;
    }
    Thread ending = new Thread(() -> end(spark), "lockstep-end");
    ending.setDaemon(true);
    ending.start();
    try {
      ending.join(MAX_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(JavaSparkContext spark) {
    WarmUp running = warmUp;
    try {
      spark.setLogLevel("OFF");
      spark.cancelAllJobs();
      if (running != null) { // Its next job could wait for ever for the slots of tasks that hang.
        running.end(spark::cancelAllJobs);
      }
      spark.stop();
    } catch (RuntimeException e) {
      // The command is over, so a fault of the session no longer matters.
    }
  }

  private static boolean isLocal(SparkConf conf) {
    return conf.get("spark.master").matches("local(\\[.*)?");
  }

  /**
   * In local mode, keeps the driver from the network, because it asks nobody for a secret there.
   * The user's own address stays.
   */
  static void stayOnThisMachine(SparkConf conf, Map<String, String> environment) {
    boolean named =
        conf.contains("spark.driver.host")
            || conf.contains("spark.driver.bindAddress")
            || environment.containsKey("SPARK_LOCAL_IP")
            || environment.containsKey("SPARK_LOCAL_HOSTNAME");
    if (named || !isLocal(conf)) {
      return;
    }
    InetAddress loopback = InetAddress.getLoopbackAddress();
    String address = loopback.getHostAddress();
    String host = loopback instanceof Inet6Address ? "[" + address + "]" : address;
    conf.set("spark.driver.host", host).set("spark.driver.bindAddress", host);
  }

  /**
   * Lets a task that lacks memory fail in place of ending the process, where driver and executor
   * are one: the driver then says what to raise.
   */
  static void keepOnOutOfMemory(SparkConf conf) {
    if (isLocal(conf)) {
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
    }
  }

  /**
   * Returns a context that is connected. Spark may return a stopped one when it has given a master
   * up, or throw an exception.
   */
  private static SparkContext connected(SparkConf conf) {
    requireLocalFolder(conf);
    IllegalStateException stopped = null;
    try {
      SparkContext context = SparkContext.getOrCreate(conf);
      if (!context.isStopped() && isRegistered(context)) {
        int unused = context.defaultParallelism(); // Throws if the setting is not a number.
        return context;
      }
    } catch (IllegalStateException e) {
      stopped = e;
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      throw doesNotStart(e, conf);
    }
    throw new SessionException(
        conf.get("spark.master") + " does not answer, or refuses the secret", stopped);
  }

  /** Returns the exception of a failed start; names the setting whose value the reason repeats. */
  static SessionException doesNotStart(Exception e, SparkConf conf) {
    String reason = e.getMessage() == null ? e.toString() : Failure.line(e.getMessage());
    boolean host = e instanceof SocketException || e instanceof UnresolvedAddressException;
    String setting =
        Arrays.stream(conf.getAll())
            .filter(s -> host ? HOSTS.contains(s._1) : repeats(reason, s._2))
            .filter(s -> !reason.contains(s._1))
            .map(s -> s._1 + "=" + s._2 + ": ")
            .findFirst()
            .orElse("");
    return new SessionException("Spark does not start: " + setting + reason, e);
  }

  private static boolean repeats(String reason, String value) {
    return value.length() > 1
        && (reason.contains('"' + value + '"') || reason.contains("but was " + value));
  }

  /** Checks that there is a local folder; without one Spark ends the process. */
  private static void requireLocalFolder(SparkConf conf) {
    String fromEnvironment = System.getenv("SPARK_LOCAL_DIRS");
    String places =
        fromEnvironment == null
            ? conf.get("spark.local.dir", System.getProperty("java.io.tmpdir"))
            : fromEnvironment;
    IOException problem = null;
    for (String place : places.split(",", -1)) {
      try {
        Path folder = Files.createDirectories(Path.of(place.strip()));
        Files.delete(Files.createTempDirectory(folder, "lockstep"));
        return;
      } catch (IOException e) {
        problem = e;
      }
    }
    throw new SessionException(
        "Spark does not start: none of spark.local.dir can be written: " + places, problem);
  }

  /**
   * Returns true if a standalone master has accepted the application. If not, it has given it no
   * id, and Spark stops the session on a thread of its own: a job that comes in between never ends.
   */
  private static boolean isRegistered(SparkContext context) {
    return !context.master().startsWith("spark://")
        || !context.applicationId().startsWith("spark-application-");
  }

  /**
   * Limits Spark's memory of jobs without its web page. Every step is a job; for the page, Spark
   * remembers the last 1,000 and their tasks, which take 4 MiB at two partitions, and more with
   * more.
   */
  static void forgetWhatNobodyLooksAt(SparkConf conf) {
    if (!conf.getBoolean("spark.ui.enabled", true)) {
      conf.setIfMissing("spark.ui.retainedJobs", "1").setIfMissing("spark.ui.retainedStages", "1");
    }
  }
}
