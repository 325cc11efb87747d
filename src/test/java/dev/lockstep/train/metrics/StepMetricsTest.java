package dev.lockstep.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.ExchangeKind;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Spark's metrics count every step, of one training after another. */
@Tag("slow")
class StepMetricsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path folder;

  @Test
  void everyStepOfEveryTrainingIsMeasured() {
    IdxFixture.digits(Part.TRAIN, 300).write(folder, Part.TRAIN, false);
    Recipe recipe = Recipes.recipe(List.of(784, 5, 10), Recipes.SGD, 2, 100, 2);
    JavaSparkContext spark = SPARK.on("local[2]");
    Sharding sharding = new Sharding(2, recipe.seed(), 2);
    DataSet data = DataSet.load(spark, IdxFixture.open(folder), 10, sharding);
    for (ExchangeKind kind : List.of(ExchangeKind.RESIDENT, ExchangeKind.JOBS)) {
      Trainer.train(spark, data, recipe, kind, new TrainingListener() {});
    }
    var sources = spark.sc().env().metricsSystem().getSourcesByName("lockstep");
    assertThat(sources.size()).isEqualTo(1);
    MetricRegistry registry = sources.head().metricRegistry();
    long steps = 2 * 2 * 3; // Trainings, epochs, steps an epoch; no sum is computed again.
    assertThat(registry.timer("step.exchange").getCount()).isGreaterThanOrEqualTo(steps);
    assertThat(registry.timer("step.compute").getCount())
        .isEqualTo(registry.timer("step.exchange").getCount());
    assertThat(registry.timer("step.compute").getSnapshot().getMax()).isPositive();
    assertThat(registry.counter("examples").getCount()).isGreaterThanOrEqualTo(2 * 2 * 300);
  }
}
