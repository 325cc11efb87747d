package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.step.StepState;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.AccumulatorContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/**
 * What a step leaves in the JVM, summed over 18,000 of them, by either exchange. Times are in
 * docs/benchmarks.md.
 */
@Tag("campaign") // It takes long, and nothing else may run meanwhile.
class LongRunTest {
  /** A number kept in a linked list takes 40 bytes. */
  private static final long HEAP_BYTES_OF_A_STEP = 20;

  /** What else the heap takes up in between, such as generated accessors: it was 0.15 MiB. */
  private static final long HEAP_BYTES_ONCE = 160 << 10;

  /** Spark's pools grow on demand, by some threads once; a thread in 2,000 steps would make 9. */
  private static final int POOL_THREADS = 5;

  /** Pools with a limit of their own, to which what Spark cleans up after a job makes them grow. */
  private static final Pattern LIMITED_POOL =
      Pattern.compile("(block-manager-.*-thread-pool|task-result-getter)-\\d+");

  @Test
  void manyResidentStepsLeaveNoMoreThanFewDid() throws Exception {
    assertNoMoreThan(2_000, 20_000, ExchangeKind.RESIDENT);
  }

  @Test
  void manyStepsByJobsLeaveNoMoreThanFewDid() throws Exception {
    assertNoMoreThan(2_000, 20_000, ExchangeKind.JOBS);
  }

  private static void assertNoMoreThan(long early, long late, ExchangeKind kind) throws Exception {
    List<Example> examples = IdxFixture.random(8, 100, 2, 2, 2).examples();
    Recipe recipe =
        Recipes.withRate(
            Recipes.recipe(List.of(4, 2), Recipes.ADAMW, (int) (late / 100), 1, 1), 0.001);
    Map<Long, Remains> remains = new TreeMap<>();
    try (JavaSparkContext spark = new JavaSparkContext(conf())) {
      DataSet data = ShardFixture.dataSet(spark, examples, new Sharding(1, recipe.seed(), 1));
      data.shards().persist(StorageLevel.MEMORY_ONLY());
      data.shards().count(); // Tasks stay only with shards that are in memory.
      Trained trained =
          Trainer.train(
              spark,
              data,
              recipe,
              kind,
              new TrainingListener() {
                @Override
                public void onStep(Measures measures) {
                  if (measures.step() == early / 2) {
                    // So that a residence has ended before either count, and the pools have grown.
                    Remains.awaitNoJob(spark);
                  } else if (measures.step() == early || measures.step() == late) {
                    remains.put(measures.step(), Remains.in(spark));
                  }
                }
              });
      assertThat(trained.exchange().kind()).isEqualTo(kind);
    }
    remains.get(late).requireNoMoreThan(remains.get(early), late - early);
  }

  private static SparkConf conf() {
    return new SparkConf(false)
        .setMaster("local[1]")
        .setAppName("test")
        .set("spark.ui.enabled", "false")
        .set("spark.ui.showConsoleProgress", "false")
        // As the commands have it. With Spark's own 1,000 the heap is a saw of 100 jobs' height.
        .set("spark.ui.retainedJobs", "1")
        .set("spark.ui.retainedStages", "1")
        // Until the next heartbeat Spark keeps some 300 bytes about every stage.
        .set("spark.executor.heartbeatInterval", "500ms")
        .set("spark.driver.host", "localhost")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }

  /**
   * What a step has left behind.
   *
   * @param statesBeforeCollection broadcast step states that nobody has released; Spark's cleaner
   *     would in time, after a garbage collection, so these are counted without one
   * @param counts of blocks, broadcasts and accumulators after a collection
   */
  private record Remains(
      int statesBeforeCollection, Map<String, Integer> counts, int threads, long heapBytes) {

    void requireNoMoreThan(Remains early, long steps) {
      assertThat(early.statesBeforeCollection).isZero();
      assertThat(statesBeforeCollection).isZero();
      // The cleaner may have been late the first time, so that there are fewer now.
      counts.forEach(
          (what, count) -> assertThat(count).as(what).isLessThanOrEqualTo(early.counts.get(what)));
      assertThat(threads).as("threads").isLessThanOrEqualTo(early.threads + POOL_THREADS);
      assertThat(heapBytes)
          .isLessThan(early.heapBytes + HEAP_BYTES_ONCE + HEAP_BYTES_OF_A_STEP * steps);
    }

    /** Waits until a residence has ended, because the driver does not go on. */
    static void awaitNoJob(JavaSparkContext spark) {
      for (int i = 0; spark.statusTracker().getActiveJobIds().length > 0; i++) {
        assertThat(i).as("tenths of a second with a job").isLessThan(300);
        pause();
      }
    }

    static Remains in(JavaSparkContext spark) {
      awaitNoJob(spark);
      BlockManager blocks = spark.sc().env().blockManager();
      int states = states(blocks);
      for (int i = 0; states > 0 && i < 100; i++) { // One may just be on its way out.
        pause();
        states = states(blocks);
      }
      Map<String, Integer> counts = counts(spark);
      for (int equal = 0, i = 0; equal < 10 && i < 100; i++) { // The cleaner takes its time.
        System.gc();
        pause();
        Map<String, Integer> next = counts(spark);
        equal = next.equals(counts) ? equal + 1 : 0;
        counts = next;
      }
      return new Remains(
          states,
          counts,
          countThreads(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    /** How many threads there are, but for those of limited pools. */
    private static int countThreads() {
      return (int)
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !LIMITED_POOL.matcher(thread.getName()).matches())
              .count();
    }

    private static Map<String, Integer> counts(JavaSparkContext spark) {
      return new TreeMap<>(
          Map.of(
              "blocks", spark.sc().env().blockManager().blockInfoManager().size(),
              "broadcasts", spark.sc().env().broadcastManager().cachedValues().size(),
              "accumulators", AccumulatorContext.numAccums(),
              "persistent RDDs", spark.getPersistentRDDs().size()));
    }

    /** How many step states the block manager holds. */
    private static int states(BlockManager blocks) {
      Seq<BlockId> ids =
          blocks.getMatchingBlockIds(id -> id.isBroadcast() && !id.name().contains("piece"));
      int states = 0;
      for (Iterator<BlockId> it = ids.iterator(); it.hasNext(); ) {
        Option<BlockResult> block = blocks.getLocalValues(it.next());
        if (block.isDefined()) {
          // Read to its end, which gives back the lock.
          for (Iterator<Object> values = block.get().data(); values.hasNext(); ) {
            states += values.next() instanceof StepState ? 1 : 0;
          }
        }
      }
      return states;
    }

    private static void pause() {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
