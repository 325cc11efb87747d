package dev.lockstep.run;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Validation;
import dev.lockstep.train.exchange.ExchangeUse;
import dev.lockstep.train.exchange.Timing;
import dev.lockstep.train.state.OverallTiming;
import dev.lockstep.train.state.Trained;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A finished run: what the model came from (recipe and data), what must not matter to it (layout
 * and timing), how good it is, and its hash. {@link RunJson} writes it.
 *
 * @param origin of the data
 * @param timing of the process that came to the end
 * @param overall of this process and those before it
 * @param epochSha256 of the weights after each epoch
 * @param validation of each epoch, if there is a validation set
 * @param weightsSha256 of the model
 */
public record RunRecord(
    Recipe recipe,
    Split data,
    DataSet test,
    DataOrigin origin,
    Layout layout,
    Timing timing,
    OverallTiming overall,
    Evaluation before,
    Evaluation after,
    List<String> epochSha256,
    List<Validation> validation,
    String weightsSha256) {
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
      DataSet test,
      DataOrigin origin,
      Trained trained,
      Evaluation before,
      Evaluation after) {
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
        Model.weightsSha256(trained.parameters()));
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
