package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.data.DataException;
import dev.lockstep.ml.fit.EpochListener;
import dev.lockstep.ml.fit.EpochListener.Epoch;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fit is watched, cancelled, and continued. */
@Timeout(120)
@Tag("slow")
class MlpFitControlTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir Path folder;

  @Test
  void aListenerIsToldOfEachEpochInAPipelineToo() {
    List<Epoch> epochs = new ArrayList<>();
    MlpClassifier mlp = mlp(3).setValidationFraction(0.2).setListener(epochs::add);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {mlp}).copy(new ParamMap());
    var model = (MlpClassificationModel) pipeline.fit(spiral(300)).stages()[0];
    assertThat(epochs).extracting(Epoch::number).containsExactly(1, 2, 3);
    assertThat(epochs).extracting(Epoch::of).containsOnly(3);
    assertThat(epochs.stream().mapToDouble(Epoch::meanLoss).toArray())
        .containsExactly(model.summary().objectiveHistory());
    assertThat(epochs.stream().mapToDouble(e -> e.validation().orElseThrow().measure()).toArray())
        .containsExactly(model.summary().validationAccuracies());
    assertThat(epochs.get(2).text())
        .matches(
            "epoch 3 of 3: loss \\d\\.\\d{4}, accuracy \\d+\\.\\d\\d%;"
                + " validation loss \\d\\.\\d{4}, accuracy \\d+\\.\\d\\d%; \\d+\\.\\d s");
  }

  @Test
  void whatAListenerThrowsEndsTheFit() {
    IllegalStateException enough = new IllegalStateException("enough");
    MlpRegressor mlp = new MlpRegressor().setEpochs(9).setListener(stopAfter(2, enough));
    assertThat(catchThrowable(() -> mlp.fit(spiral(300)))).isSameAs(enough);
    awaitNothingLeft();
  }

  @Test
  void epochsAreInSparksLog() {
    List<String> lines = new ArrayList<>();
    var appender =
        new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
          }
        };
    appender.start();
    Logger logger = (Logger) LogManager.getLogger(MlpClassifier.class);
    Level before = logger.getLevel();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    try {
      mlp(2).fit(spiral(300));
    } finally {
      logger.removeAppender(appender);
      logger.setLevel(before);
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("INFO mlp_").contains(": epoch 2 of 2: loss ");
  }

  /**
   * A job that was cancelled ends the fit. Of jobs one after another, there may be none just now.
   */
  @ParameterizedTest
  @ValueSource(strings = {"resident", "jobs"})
  void cancellingTheGroupEndsTheFitWithSparksException(String exchange) throws Exception {
    JavaSparkContext spark = spark();
    CountDownLatch begun = new CountDownLatch(3);
    MlpClassifier mlp =
        mlp(1_000_000).setExchange(exchange).setListener(epoch -> begun.countDown());
    Dataset<Row> rows = spiral(300);
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(
            () -> {
              spark.setJobGroup("of " + exchange, "a fit");
              try {
                return catchThrowable(() -> mlp.fit(rows));
              } finally {
                spark.clearJobGroup();
              }
            });
    begun.await();
    long pauseMillis = exchange.equals("jobs") ? 3 : 5_000;
    do {
      spark.cancelJobGroup("of " + exchange);
    } while (!await(failure::isDone, pauseMillis));
    assertThat(failure.join())
        .isInstanceOf(SparkThrowable.class)
        .hasMessageContaining("of " + exchange);
    assertThat(((SparkThrowable) failure.join()).getCondition()).isEqualTo("SPARK_JOB_CANCELLED");
    awaitNothingLeft();
    assertThat(mlp(1).fit(rows).numClasses()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adamw", "lbfgs"})
  void aStoppedFitContinuesToTheSameBytes(String optimizer) throws IOException {
    Dataset<Row> rows = spiral(300);
    MlpClassifier mlp = mlp(6).setOptimizer(optimizer).setValidationFraction(0.2).setPatience(6);
    MlpClassificationModel expected = mlp.fit(rows);
    mlp.setCheckpointDir(folder.toString()).setCheckpointInterval(2);
    IllegalStateException enough = new IllegalStateException("enough");
    mlp.setListener(stopAfter(5, enough));
    assertThat(catchThrowable(() -> mlp.fit(rows))).isSameAs(enough);

    List<Epoch> epochs = new ArrayList<>();
    mlp.setListener(epochs::add);
    assertThatThrownBy(() -> mlp.copy(new ParamMap().put(mlp.epochs(), 7)).fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(refusal("other params: epochs was 6, and now is 7"));
    assertThatThrownBy(() -> mlp.copy(new ParamMap().put(mlp.seed(), 2L)).fit(rows))
        .hasMessageContaining("seed was 1, and now is 2");
    assertThatThrownBy(() -> mlp.fit(spiral(299)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its checkpoint is of other rows: their fingerprint was ");
    var weights = Vectors.dense(expected.weights().toArray());
    assertThatThrownBy(() -> mlp.copy(new ParamMap().put(mlp.initialWeights(), weights)).fit(rows))
        .hasMessage(refusal("other initialWeights"));
    assertThat(epochs).isEmpty();

    MlpClassificationModel model = mlp.fit(rows);
    assertThat(epochs).extracting(Epoch::number).containsExactly(5, 6);
    assertThat(model.weightsSha256()).isEqualTo(expected.weightsSha256());
    assertThat(model.summary().objectiveHistory())
        .containsExactly(expected.summary().objectiveHistory());
    assertThat(model.summary().modelEpoch()).isEqualTo(expected.summary().modelEpoch());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private String refusal(String what) {
    return "checkpointDir "
        + folder
        + ": its checkpoint is of "
        + what
        + "; remove its folder checkpoints to begin anew";
  }

  private static EpochListener stopAfter(int epochs, RuntimeException with) {
    return epoch -> {
      if (epoch.number() == epochs) {
        throw with;
      }
    };
  }

  private static MlpClassifier mlp(int epochs) {
    return new MlpClassifier().setHiddenLayers("8").setEpochs(epochs);
  }

  private static Dataset<Row> spiral(int count) {
    return Frames.of(spark(), 2, Frames.spiral(count));
  }

  private static JavaSparkContext spark() {
    return SPARK.on("local[2]");
  }

  private static void awaitNothingLeft() {
    JavaSparkContext spark = spark();
    assertThat(await(() -> spark.getPersistentRDDs().isEmpty(), 20_000)).isTrue();
    assertThat(await(() -> spark.statusTracker().getActiveJobIds().length == 0, 20_000)).isTrue();
    assertThat(await(() -> runningTasks(spark) == 0, 20_000)).isTrue();
    assertThat(await(() -> threads().isEmpty(), 20_000)).as("%s", threads()).isTrue();
  }

  private static int runningTasks(JavaSparkContext spark) {
    return Arrays.stream(spark.sc().statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .sum();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("lockstep"))
        .toList();
  }

  private static boolean await(BooleanSupplier holds, long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }
}
