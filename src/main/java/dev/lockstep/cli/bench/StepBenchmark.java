package dev.lockstep.cli.bench;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.exchange.Timing;
import dev.lockstep.train.state.Trained;
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

  /** The times of a round, for a step; resident is null where tasks cannot stay. */
  private record Round(double emptyMillis, StepTimes jobs, StepTimes resident) {}

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
    StepTraffic traffic = StepTraffic.of(spark, () -> train(ExchangeKind.JOBS));
    List<Round> measured = Stream.generate(this::round).limit(rounds).toList();
    List<Round> counted = measured.subList(rounds / 3, rounds);
    boolean stay = counted.stream().allMatch(round -> round.resident != null);
    return new StepReport(
        setup,
        median(counted, Round::emptyMillis),
        median(counted.stream().map(Round::jobs).toList()),
        stay ? median(counted.stream().map(Round::resident).toList()) : null,
        traffic.broadcastBytesPerJob(),
        traffic.resultBytesPerJob());
  }

  private Round round() {
    Trained jobs = train(ExchangeKind.JOBS);
    long steps = jobs.timing().steps();
    Trained best = train(ExchangeKind.AUTO);
    boolean stayed = best.exchange().kind() == ExchangeKind.RESIDENT;
    return new Round(
        emptyJobsSeconds(steps) * 1e3 / steps,
        times(jobs.timing()),
        stayed ? times(best.timing()) : null);
  }

  private static StepTimes times(Timing timing) {
    double perStep = 1e3 / timing.steps();
    return new StepTimes(
        timing.computeSeconds() * perStep,
        timing.sparkSeconds() * perStep,
        timing.driverSeconds() * perStep);
  }

  private Trained train(ExchangeKind kind) {
    return Trainer.train(spark, data, recipe, kind, new TrainingListener() {});
  }

  private double emptyJobsSeconds(long count) {
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      spark.sc().runJob(data.shards().rdd(), new Nothing(), ClassTag$.MODULE$.Object());
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  private static StepTimes median(List<StepTimes> times) {
    return new StepTimes(
        median(times, StepTimes::computeMillis),
        median(times, StepTimes::exchangeMillis),
        median(times, StepTimes::driverMillis));
  }

  private static <T> double median(List<T> rounds, ToDoubleFunction<T> millis) {
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
