package dev.lockstep.cli.bench;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.Timing;
import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/** Measures trainings and empty Spark jobs on the same partitions, in turns. */
final class StepBenchmark {
  private final JavaSparkContext spark;
  private final DataSet data;
  private final Recipe recipe;

  /** The times of a round, for a step. */
  private record Round(
      double emptyMillis, double computeMillis, double sparkMillis, double driverMillis) {}

  StepBenchmark(JavaSparkContext spark, DataSet data, Recipe recipe) {
    this.spark = spark;
    this.data = data;
    this.recipe = recipe;
  }

  /**
   * Measures.
   *
   * @param rounds the number of turns; the first third does not count
   */
  StepReport run(TrainingSetup setup, int rounds) {
    StepTraffic traffic = StepTraffic.of(spark, this::train);
    List<Round> measured = Stream.generate(this::round).limit(rounds).toList();
    List<Round> counted = measured.subList(rounds / 3, rounds);
    return new StepReport(
        setup,
        median(counted, Round::emptyMillis),
        median(counted, Round::computeMillis),
        median(counted, Round::sparkMillis),
        median(counted, Round::driverMillis),
        traffic.broadcastBytesPerJob(),
        traffic.resultBytesPerJob());
  }

  private Round round() {
    Timing timing = train();
    double perStep = 1e3 / timing.steps();
    return new Round(
        emptyJobsSeconds(timing.steps()) * perStep,
        timing.computeSeconds() * perStep,
        timing.sparkSeconds() * perStep,
        timing.driverSeconds() * perStep);
  }

  private Timing train() {
    return Trainer.train(spark, data, recipe, new TrainingListener() {}).timing();
  }

  private double emptyJobsSeconds(long count) {
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      spark.sc().runJob(data.shards().rdd(), new Nothing(), ClassTag$.MODULE$.Object());
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> millis) {
    return rounds.stream().mapToDouble(millis).sorted().toArray()[rounds.size() / 2];
  }

  private static final class Nothing extends AbstractFunction2<TaskContext, Iterator<Shard>, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object apply(TaskContext context, Iterator<Shard> shards) {
      return true;
    }
  }
}
