package dev.lockstep.run;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Validation;
import dev.lockstep.train.exchange.ExchangeUse;
import dev.lockstep.train.exchange.Timing;
import dev.lockstep.train.state.OverallTiming;
import dev.lockstep.train.state.Trained;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A finished run: what the model came from (recipe and data), what must not matter to it (layout
 * and timing), how good it is, and its hash. {@link RunJson} writes it.
 *
 * @param test empty where there is no test set, as before and after are
 * @param origin of the data
 * @param timing of the process that came to the end
 * @param overall of this process and those before it
 * @param epochSha256 of the weights after each epoch
 * @param validation of each epoch, if there is a validation set
 * @param weightsSha256 of the model
 * @param occasion of the process that came to the end
 */
public record RunRecord(
    Recipe recipe,
    Split data,
    Optional<DataSet> test,
    DataOrigin origin,
    Layout layout,
    Timing timing,
    OverallTiming overall,
    Optional<Measured> before,
    Optional<Measured> after,
    List<String> epochSha256,
    List<Validation> validation,
    String weightsSha256,
    Occasion occasion) {
  /**
   * When and where the process ran that came to the end, and the user's notes.
   *
   * @param start when its command line was read, in UTC
   * @param end when the run was complete
   */
  public record Occasion(String start, String end, String host, Map<String, String> tags) {
    public Occasion {
      tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Returns the occasion of this process, from its start to an end. */
    public static Occasion until(Instant end, Instant start, Map<String, String> tags) {
      return new Occasion(
          start.truncatedTo(ChronoUnit.MILLIS).toString(),
          end.truncatedTo(ChronoUnit.MILLIS).toString(),
          ProcessIdentity.current().host(),
          tags);
    }
  }

  /** The cluster's layout and software. */
  public record Layout(
      String master,
      int partitions,
      String exchange,
      String exchangeReason,
      String javaVersion,
      String sparkVersion) {
    public static Layout of(JavaSparkContext spark, DataSet train, ExchangeUse exchange) {
      return new Layout(
          spark.master(),
          train.partitions(),
          exchange.kind().toString(),
          exchange.text(),
          System.getProperty("java.version"),
          spark.version());
    }
  }

  public static RunRecord of(
      JavaSparkContext spark,
      Recipe recipe,
      Split data,
      Optional<DataSet> test,
      DataOrigin origin,
      Trained trained,
      Optional<Measured> before,
      Optional<Measured> after,
      Occasion occasion) {
    return new RunRecord(
        recipe,
        data,
        test,
        origin,
        Layout.of(spark, data.train(), trained.exchange()),
        trained.timing(),
        trained.overall(),
        before,
        after,
        trained.epochSha256(),
        trained.validation(),
        Model.weightsSha256(trained.parameters()),
        occasion);
  }

  /** Returns the version of this release of Lockstep, as its jar has it. */
  public static String codeVersion() {
    String version = RunRecord.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** Returns the user and the host of this process. */
  public static String user() {
    return System.getProperty("user.name") + "@" + ProcessIdentity.current().host();
  }

  /** Returns true if training ended before the recipe's last epoch. */
  public boolean stoppedEarly() {
    return epochSha256.size() < recipe.epochs();
  }

  /** Returns the epoch, from 1, after which the model has its weights. */
  public int savedEpoch() {
    return recipe.stopping().patience() > 0
        ? recipe.stopping().bestEpoch(validation)
        : epochSha256.size();
  }
}
