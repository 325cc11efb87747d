package dev.lockstep.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.state.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks that stay give the bytes that jobs give, and give way to whoever else wants the slots. */
@Timeout(120)
@Tag("slow")
class ResidentExchangeTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path folder;

  private static final Recipe RECIPE =
      Recipes.recipe(List.of(784, 12, 10), Recipes.ADAMW, 5, 64, 6); // 80 steps

  private static String expected;

  @BeforeAll
  static void trainByJobs() {
    IdxFixture.digits(Part.TRAIN, 1_000).write(folder.resolve("digits"), Part.TRAIN, false);
    expected = hash(train(RECIPE, 1, ExchangeKind.JOBS, step -> {}));
  }

  @AfterEach
  void nothingIsLeftRunning() throws InterruptedException {
    var jobs = SPARK.on("local[2]").statusTracker();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); // Spark tells a little later.
    while (jobs.getActiveJobIds().length > 0 && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(jobs.getActiveJobIds()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"local[2], 1", "local[2], 2", "local[2], 6", "local[1], 2", "local[3], 3"})
  void theBytesAreThoseByJobs(String master, int partitions) {
    Trained trained =
        train(SPARK.on(master), RECIPE, partitions, ExchangeKind.RESIDENT, step -> {});
    assertThat(hash(trained)).isEqualTo(expected);
    assertThat(trained.exchange().kind()).isEqualTo(ExchangeKind.RESIDENT);
    assertThat(trained.exchange().jobSteps()).isZero();
  }

  @Test
  void theBytesOfLocalSgdAreThoseByJobs() {
    Recipe rarely = Recipes.withAverageEvery(RECIPE, 3);
    assertThat(hash(train(rarely, 2, ExchangeKind.RESIDENT, step -> {})))
        .isEqualTo(hash(train(rarely, 2, ExchangeKind.JOBS, step -> {})))
        .isNotEqualTo(expected);
  }

  /** Dense, and with enough parameters for the products of the only shard to be shared. */
  @ParameterizedTest
  @CsvSource({"local[2], 1", "local[2], 3", "local[4], 1"})
  void threadsThatShareAShardGiveTheBytesOfOne(String master, int averageEvery) {
    IdxFixture.random(1, 1_000, 28, 28, 10).write(folder.resolve("dense"), Part.TRAIN, false);
    Recipe wide = Recipes.recipe(List.of(784, 300, 256, 10), Recipes.ADAMW, 1, 200, 1);
    assertThat(wide.network().parameterCount()).isGreaterThan(2 * 100_000);
    Recipe recipe = averageEvery == 1 ? wide : Recipes.withAverageEvery(wide, averageEvery);
    Trained shared = trainDense(SPARK.on(master), recipe, ExchangeKind.RESIDENT);
    assertThat(shared.exchange().jobSteps()).isZero();
    assertThat(hash(shared))
        .isEqualTo(hash(trainDense(SPARK.on("local[2]"), recipe, ExchangeKind.JOBS)));
  }

  private static Trained trainDense(JavaSparkContext spark, Recipe recipe, ExchangeKind kind) {
    Sharding sharding = new Sharding(recipe.shards(), recipe.seed(), 1);
    DataSet data = DataSet.load(spark, IdxFixture.open(folder.resolve("dense")), 10, sharding);
    try {
      return train(spark, data, recipe, kind, step -> {});
    } finally {
      data.shards().unpersist();
    }
  }

  /** It waits for the job, which needs all slots, within a step. */
  @Test
  void anotherJobGetsTheSlots() {
    JavaSparkContext spark = SPARK.on("local[2]");
    List<Long> counted = new ArrayList<>();
    Trained trained =
        train(
            RECIPE,
            2,
            ExchangeKind.AUTO,
            step -> {
              if (step == 10 || step == 40) {
                counted.add(
                    CompletableFuture.supplyAsync(() -> spark.parallelize(List.of(1, 2, 3), 3))
                        .thenApply(rdd -> rdd.count())
                        .join());
              }
            });
    assertThat(counted).containsExactly(3L, 3L);
    assertThat(hash(trained)).isEqualTo(expected);
  }

  @Test
  void aTaskThatIsKilledCostsNothingButTime() {
    JavaSparkContext spark = SPARK.on("local[2]");
    Set<Long> running = ConcurrentHashMap.newKeySet();
    SparkListener tasks =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            running.add(start.taskInfo().taskId());
          }

          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            running.remove(end.taskInfo().taskId());
          }
        };
    spark.sc().addSparkListener(tasks);
    List<Long> killed = new ArrayList<>();
    Trained trained =
        train(
            spark,
            RECIPE,
            2,
            ExchangeKind.AUTO,
            step -> {
              if (step == 10) {
                while (running.isEmpty()) { // Spark tells a little later.
                  Thread.onSpinWait();
                }
                killed.add(running.iterator().next());
                spark.sc().killTaskAttempt(killed.get(0), false, "a test");
              }
            });
    spark.sc().removeSparkListener(tasks);
    assertThat(killed).hasSize(1);
    assertThat(hash(trained)).isEqualTo(expected);
  }

  private static void cancelAll(JavaSparkContext spark) {
    var jobs = spark.statusTracker(); // It knows a little later.
    while (jobs.getActiveJobIds().length == 0) {
      Thread.onSpinWait();
    }
    spark.cancelAllJobs();
    while (jobs.getActiveJobIds().length > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aJobThatIsCancelledEndsTheTraining() {
    JavaSparkContext spark = SPARK.on("local[2]");
    assertThatThrownBy(
            () ->
                train(
                    spark,
                    RECIPE,
                    2,
                    ExchangeKind.RESIDENT,
                    step -> {
                      if (step == 10) {
                        cancelAll(spark);
                      }
                    }))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("cancelled as part of cancellation of all jobs");
  }

  @ParameterizedTest
  @CsvSource({"FIFO, 4", "FAIR, 3"})
  void trainingsAtOnceDoNotBlockEachOther(String mode, int count) {
    JavaSparkContext spark = SPARK.on("local[2]", Map.of("spark.scheduler.mode", mode));
    List<CompletableFuture<Trained>> trainings =
        IntStream.range(0, count)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> trainInAPool(spark, "pool" + i)))
            .toList();
    assertThat(trainings).allSatisfy(t -> assertThat(hash(t.join())).isEqualTo(expected));
  }

  private static Trained trainInAPool(JavaSparkContext spark, String pool) {
    spark.setLocalProperty("spark.scheduler.pool", pool);
    return train(spark, RECIPE, 2, ExchangeKind.AUTO, step -> {});
  }

  @Test
  void tasksThatTakeTwoCoresAreHalfAsMany() {
    JavaSparkContext spark = SPARK.on("local[2]", Map.of("spark.task.cpus", "2"));
    Trained trained = train(spark, RECIPE, 2, ExchangeKind.RESIDENT, step -> {});
    assertThat(hash(trained)).isEqualTo(expected);
    assertThat(trained.exchange())
        .isEqualTo(new ExchangeUse(ExchangeKind.RESIDENT, "the tasks run in this process", 0));
  }

  @Test
  void shardsOnTheDiskAreReadByJobs() {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet read = load(spark, RECIPE, 2);
    var onDisk = read.shards().map(shard -> shard).persist(StorageLevel.DISK_ONLY());
    onDisk.count();
    DataSet data = new DataSet(read.name(), onDisk, read.features(), read.statistics());
    Trained trained = train(spark, data, RECIPE, ExchangeKind.AUTO, step -> {});
    assertThat(hash(trained)).isEqualTo(expected);
    assertThat(trained.exchange())
        .isEqualTo(new ExchangeUse(ExchangeKind.JOBS, "not all shards are in memory", 0));
    assertThatThrownBy(() -> train(spark, data, RECIPE, ExchangeKind.RESIDENT, step -> {}))
        .hasMessage("exchange cannot be resident: not all shards are in memory");
    onDisk.unpersist();
    read.shards().unpersist();
  }

  private static Trained train(
      Recipe recipe, int partitions, ExchangeKind kind, LongConsumer afterStep) {
    return train(SPARK.on("local[2]"), recipe, partitions, kind, afterStep);
  }

  private static Trained train(
      JavaSparkContext spark,
      Recipe recipe,
      int partitions,
      ExchangeKind kind,
      LongConsumer afterStep) {
    DataSet data = load(spark, recipe, partitions);
    try {
      return train(spark, data, recipe, kind, afterStep);
    } finally {
      data.shards().unpersist();
    }
  }

  private static DataSet load(JavaSparkContext spark, Recipe recipe, int partitions) {
    return DataSet.load(
        spark,
        IdxFixture.open(folder.resolve("digits")),
        10,
        new Sharding(recipe.shards(), recipe.seed(), partitions));
  }

  private static Trained train(
      JavaSparkContext spark,
      DataSet data,
      Recipe recipe,
      ExchangeKind kind,
      LongConsumer afterStep) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(Measures measures) {
            afterStep.accept(measures.step());
          }
        };
    return Trainer.train(spark, data, recipe, kind, listener);
  }

  private static String hash(Trained trained) {
    return Model.weightsSha256(trained.parameters());
  }
}
