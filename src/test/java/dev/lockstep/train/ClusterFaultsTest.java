package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.OpenCluster;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.exchange.ExchangeUse;
import dev.lockstep.train.exchange.WaysOfSums;
import dev.lockstep.train.state.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** Training on a cluster with faults ends in the bytes of an undisturbed run in one process. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class ClusterFaultsTest {
  @RegisterExtension static final OpenCluster CLUSTER = new OpenCluster();
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path folder;
  @TempDir Path markers;

  private static final int EXAMPLES = 2_000;
  private static final Recipe EVERY_STEP =
      Recipes.recipe(List.of(784, 12, 10), Recipes.ADAMW, 3, 256, 4); // 24 steps
  private static final Recipe EVERY_SECOND_STEP = Recipes.withAverageEvery(EVERY_STEP, 2);
  private static final Recipe ONE_EXAMPLE =
      Recipes.recipe(List.of(784, 12, 10), Recipes.ADAMW, 2, 1, 1);

  private static final String CLASSES =
      Path.of("target/classes").toAbsolutePath()
          + ":"
          + Path.of("target/test-classes").toAbsolutePath();

  private static String expected;
  private static String expectedOfEverySecond;
  private static String expectedOfOne;

  @BeforeAll
  static void trainUndisturbed() {
    IdxFixture.digits(Part.TRAIN, EXAMPLES).write(folder.resolve("many"), Part.TRAIN, false);
    IdxFixture.digits(Part.TRAIN, 1).write(folder.resolve("one"), Part.TRAIN, false);
    JavaSparkContext spark = SPARK.on("local[2]");
    expected = undisturbed(spark, "many", EVERY_STEP);
    expectedOfEverySecond = undisturbed(spark, "many", EVERY_SECOND_STEP);
    expectedOfOne = undisturbed(spark, "one", ONE_EXAMPLE);
    assertThat(List.of(expected, expectedOfEverySecond, expectedOfOne)).doesNotHaveDuplicates();
  }

  private static String undisturbed(JavaSparkContext spark, String files, Recipe recipe) {
    DataSet data = load(spark, files, recipe, recipe.shards() > 1 ? 2 : 1);
    return hash(train(spark, data, recipe, ExchangeKind.AUTO, step -> {}));
  }

  @Test
  @Order(1)
  @Tag("campaign") // LanesTest compares vectors with none in processes of their own
  void oneExecutorHasVectorsAndTheOtherHasNone() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    List<Integer> lanes =
        spark
            .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7), 8)
            .map(new CountLanes())
            .distinct()
            .collect();
    assertThat(lanes).containsOnly(1, FastestKernels.create().lanes());
    DataSet data = load(spark, "many", EVERY_STEP, 2);
    Trained resident = train(spark, data, EVERY_STEP, ExchangeKind.RESIDENT, step -> {});
    assertThat(hash(resident)).isEqualTo(expected);
    assertThat(resident.exchange())
        .isEqualTo(new ExchangeUse(ExchangeKind.RESIDENT, "every partition has a slot", 0));
    Trained byJobs = train(spark, data, EVERY_STEP, ExchangeKind.JOBS, step -> {});
    assertThat(hash(byJobs)).isEqualTo(expected);
    Trained rarely = train(spark, data, EVERY_SECOND_STEP, ExchangeKind.RESIDENT, step -> {});
    assertThat(hash(rarely)).isEqualTo(expectedOfEverySecond);
  }

  @Test
  @Order(2)
  void wholeSumsAndSlicesHaveTheBytesThatJobsBring() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    DataSet data = load(spark, "many", EVERY_STEP, 2);
    data.shards().count();
    WaysOfSums.assertSame(spark, data, EVERY_STEP);
    WaysOfSums.assertSame(spark, data, EVERY_SECOND_STEP);
  }

  @Test
  @Order(2)
  @Tag("campaign") // LayoutInvarianceTest has it in one process
  void emptyPartitionsAndOneExampleInSixtyFour() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    assertThat(hash(spark, load(spark, "many", EVERY_STEP, 7), EVERY_STEP)).isEqualTo(expected);
    assertThat(hash(spark, load(spark, "one", ONE_EXAMPLE, 64), ONE_EXAMPLE))
        .isEqualTo(expectedOfOne);
  }

  @Test
  @Order(3)
  void aTaskThatThrowsOnce() throws InterruptedException {
    assertSameBytes(Fault.once(Fault.Kind.THROWS, markers));
  }

  @Test
  @Order(4)
  void aStragglerThatIsOvertaken() throws InterruptedException {
    AtomicInteger copies = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            copies.addAndGet(start.taskInfo().speculative() ? 1 : 0);
          }
        };
    JavaSparkContext spark = sparkOnTwoExecutors();
    spark.sc().addSparkListener(counter);
    Fault fault = Fault.once(Fault.Kind.STRAGGLES, markers);
    DataSet data = fault.in(load(spark, "many", EVERY_STEP, 2));
    Trained trained = train(spark, data, EVERY_STEP, ExchangeKind.JOBS, step -> {});
    assertThat(hash(trained)).isEqualTo(expected);
    spark.sc().removeSparkListener(counter);
    assertThat(copies).hasPositiveValue();
  }

  @Test
  @Order(5)
  void cachedShardsThatAreDroppedAfterEveryEpoch() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    DataSet data = load(spark, "many", EVERY_STEP, 2);
    LongConsumer drop =
        step -> {
          if (step % 8 == 0) {
            data.shards().unpersist(true);
          }
        };
    assertThat(hash(spark, data, EVERY_STEP, drop)).isEqualTo(expected);
  }

  @Test
  @Order(6)
  @Tag("campaign") // the one that is killed leaves, and another comes
  void anExecutorThatLeavesAndOneThatComes() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    List<String> before = executorIds(spark);
    LongConsumer change =
        step -> {
          if (step == 5) {
            assertThat(spark.sc().killExecutor(before.get(0))).isTrue();
          } else if (step == 15) {
            assertThat(spark.sc().requestTotalExecutors(2, 0, Map$.MODULE$.empty())).isTrue();
          }
        };
    assertThat(hash(spark, load(spark, "many", EVERY_STEP, 2), EVERY_STEP, change))
        .isEqualTo(expected);
    assertThat(executorIds(sparkOnTwoExecutors())).hasSize(2).isNotEqualTo(before);
  }

  @Test
  @Order(7)
  @Tag("campaign") // the one that is killed below ends too
  void anExecutorThatEndsInTheMiddleOfATask() throws InterruptedException {
    assertSameBytes(Fault.once(Fault.Kind.ENDS_ITS_PROCESS, markers));
  }

  @Test
  @Order(8)
  void aKilledExecutor() throws InterruptedException {
    Kills kills = new Kills(1, 6);
    JavaSparkContext spark = sparkOnTwoExecutors();
    DataSet data = load(spark, "many", EVERY_STEP, 2);
    assertThat(hash(spark, data, EVERY_SECOND_STEP, kills)).isEqualTo(expectedOfEverySecond);
    assertThat(kills.killed).isEqualTo(1);
  }

  @Test
  @Order(9)
  @Tag("campaign") // one is killed above
  void aKilledExecutorThatExchangesSlices() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    DataSet data = load(spark, "many", EVERY_STEP, 2);
    data.shards().count();
    WaysOfSums.assertEndsWithItsExecutor(
        spark, data, EVERY_STEP, () -> CLUSTER.get().executors().get(0).destroyForcibly());
    assertThat(hash(spark, data, EVERY_STEP)).isEqualTo(expected);
  }

  @Test
  @Order(9)
  @Tag("campaign") // one is killed above
  void threeKilledExecutorsInARow() throws InterruptedException {
    Kills kills = new Kills(1, 5, 10, 15);
    JavaSparkContext spark = sparkOnTwoExecutors();
    assertThat(hash(spark, load(spark, "many", EVERY_STEP, 2), EVERY_STEP, kills))
        .isEqualTo(expected);
    assertThat(kills.killed).isEqualTo(3);
  }

  @Test
  @Order(10)
  @Tag("campaign") // one is killed above
  void allExecutorsKilledAtOnce() throws InterruptedException {
    Kills kills = new Kills(2, 9);
    JavaSparkContext spark = sparkOnTwoExecutors();
    assertThat(hash(spark, load(spark, "many", EVERY_STEP, 4), EVERY_STEP, kills))
        .isEqualTo(expected);
    assertThat(kills.killed).isEqualTo(2);
  }

  /** Spark gives up after its fourth attempt, and the message says why. */
  @Test
  @Order(11)
  void aTaskThatAlwaysThrowsEndsTraining() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    DataSet data = Fault.always(Fault.Kind.THROWS).in(load(spark, "many", EVERY_STEP, 2));
    assertThatThrownBy(() -> hash(spark, data, EVERY_STEP))
        .isInstanceOf(SparkException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("this task was to fail");
  }

  /** Room for some kilobytes of blocks: the shards go to the disk. */
  @Test
  @Order(12)
  @Tag("campaign") // TableSpillTest has it in one process
  void executorsWithoutRoomForTheShards() {
    JavaSparkContext spark = sparkWith(Map.of("spark.memory.fraction", "0.001"));
    assertThat(hash(spark, load(spark, "many", EVERY_STEP, 2), EVERY_STEP)).isEqualTo(expected);
  }

  /** It neither answers nor dies, for longer than a residence waits. */
  @Test
  @Order(13)
  @Tag("campaign") // Over a minute; what is stopped is as good as what is killed above.
  void anExecutorThatIsStoppedForAMinute() throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    List<Thread> wakers = new ArrayList<>();
    LongConsumer stop =
        step -> {
          if (step == 5) {
            long pid = CLUSTER.get().executors().get(0).pid();
            signal("STOP", pid);
            Thread waker = new Thread(() -> wakeAfterAMinute(pid));
            waker.start();
            wakers.add(waker);
          }
        };
    assertThat(hash(spark, load(spark, "many", EVERY_STEP, 2), EVERY_STEP, stop))
        .isEqualTo(expected);
    assertThat(wakers).hasSize(1);
    wakers.get(0).join();
  }

  private static void wakeAfterAMinute(long pid) {
    try {
      TimeUnit.MINUTES.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      signal("CONT", pid);
    }
  }

  private static void signal(String name, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertSameBytes(Fault fault) throws InterruptedException {
    JavaSparkContext spark = sparkOnTwoExecutors();
    DataSet data = fault.in(load(spark, "many", EVERY_STEP, 2));
    assertThat(hash(spark, data, EVERY_STEP)).isEqualTo(expected);
    assertThat(Files.exists(Path.of(fault.marker()))).as("the fault has happened").isTrue();
  }

  /** After some steps, kills as {@code kill -9} does. */
  private static final class Kills implements LongConsumer {
    private final int atOnce;
    private final List<Long> steps;
    int killed;

    Kills(int atOnce, long... steps) {
      this.atOnce = atOnce;
      this.steps = LongStream.of(steps).boxed().toList();
    }

    @Override
    public void accept(long step) {
      if (steps.contains(step)) {
        List<ProcessHandle> executors = CLUSTER.get().executors();
        for (ProcessHandle executor : executors.subList(0, Math.min(atOnce, executors.size()))) {
          killed += executor.destroyForcibly() ? 1 : 0;
        }
      }
    }
  }

  /** Waits for those that replace what earlier tests have killed. */
  private static JavaSparkContext sparkOnTwoExecutors() throws InterruptedException {
    JavaSparkContext spark = sparkWith(Map.of());
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (executorIds(spark).size() < 2) {
      assertThat(System.nanoTime()).as("no second executor has come").isLessThan(deadline);
      Thread.sleep(50);
    }
    return spark;
  }

  private static JavaSparkContext sparkWith(Map<String, String> more) {
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "spark.executor.memory", "512m",
                "spark.executor.extraClassPath", CLASSES,
                "spark.speculation", "true",
                "spark.speculation.quantile", "0.5",
                "spark.speculation.minTaskRuntime", "1s"));
    settings.putAll(more);
    return SPARK.on(CLUSTER.get().url(), settings);
  }

  private static List<String> executorIds(JavaSparkContext spark) {
    return CollectionConverters.asJava(spark.sc().getExecutorIds());
  }

  private static DataSet load(JavaSparkContext spark, String files, Recipe recipe, int partitions) {
    return DataSet.load(
        spark,
        IdxFixture.open(folder.resolve(files)),
        10,
        new Sharding(recipe.shards(), recipe.seed(), partitions));
  }

  /** The exchange of all tests that are about no particular one. */
  ExchangeKind kind() {
    return ExchangeKind.AUTO;
  }

  private String hash(JavaSparkContext spark, DataSet data, Recipe recipe) {
    return hash(spark, data, recipe, step -> {});
  }

  private String hash(JavaSparkContext spark, DataSet data, Recipe recipe, LongConsumer afterStep) {
    return hash(train(spark, data, recipe, kind(), afterStep));
  }

  private static String hash(Trained trained) {
    return Model.weightsSha256(trained.parameters());
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
}
