package dev.lockstep.ml;

import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.ml.LabeledRows.Columns;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Evaluator;
import dev.lockstep.train.FloatCollapse;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingState;
import dev.lockstep.train.WarmUp;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/** One training of an estimator's: rows to shards, shards to a model. */
final class ClassifierTraining {
  private static final System.Logger LOG = System.getLogger(MlpClassifier.class.getName());

  private final MlpClassifier estimator;
  private final RecipeOfParams recipes;
  private final JavaSparkContext spark;

  /** While Spark plans how to read the rows, which occupies one core. */
  private final Optional<WarmUp> warmUp;

  private final StructField labels;
  private final LabeledRows rows;

  ClassifierTraining(MlpClassifier estimator, Dataset<?> dataset) {
    this.estimator = estimator;
    recipes = new RecipeOfParams(estimator);
    spark = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    warmUp = spark.isLocal() ? WarmUp.start(recipes.forWarmUp()) : Optional.empty();
    labels = dataset.schema().apply(estimator.getLabelCol());
    boolean weighted =
        estimator.isDefined(estimator.weightCol()) && !estimator.getWeightCol().isEmpty();
    rows =
        LabeledRows.of(
            dataset,
            new Columns(
                estimator.getLabelCol(),
                estimator.getFeaturesCol(),
                weighted ? estimator.getWeightCol() : null));
  }

  MlpClassificationModel run() {
    return plainly(this::fit);
  }

  private MlpClassificationModel fit() {
    int features = recipes.features().orElseGet(rows::features);
    ClassLimit limit = classLimit();
    int shards = rows.shards(estimator.getShards());
    double heldOut = estimator.getValidationFraction();
    warmUp.ifPresent(WarmUp::stop);
    Split asRead = rows.load(spark, features, limit, shards, estimator.getSeed(), heldOut);
    Split split = asRead;
    try {
      requireClasses(limit, split.train().statistics());
      int classes =
          limit.equals(ClassLimit.UNKNOWN) ? Math.max(2, split.classes()) : limit.classes();
      Recipe recipe = recipes.recipe(asRead, classes, shards);
      for (FloatCollapse collapse : FloatCollapse.find(asRead.train(), recipe.scaling())) {
        LOG.log(Level.WARNING, collapse.text(List.of(), "setScaling(\"standardise\")"));
      }
      split = asRead.narrowed(recipe.scaling());
      Trainer.requireMemory(spark, recipe, split.train().partitions());
      return train(split, recipe);
    } finally {
      release(split.train());
      split.validation().ifPresent(ClassifierTraining::release);
    }
  }

  /** Where nobody has said how many classes there are, an amount may have been taken for one. */
  private void requireClasses(ClassLimit limit, Statistics rows) {
    long labels = Arrays.stream(rows.perClass()).filter(count -> count > 0).count();
    if (limit.equals(ClassLimit.UNKNOWN) && LabelEncoder.areTooMany(labels, rows.count())) {
      throw Features.wrong(
          estimator.getLabelCol(),
          String.format(
              Locale.ROOT,
              "%,d different labels in %,d rows: these are hardly classes; set layers to take them"
                  + " for classes all the same",
              labels,
              rows.count()));
    }
  }

  private MlpClassificationModel train(Split split, Recipe recipe) {
    List<Double> meanLosses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(Measures measures) {
            meanLosses.add(measures.meanLoss());
          }
        };
    TrainingState start = recipes.start(recipe);
    Trainer.Trained trained =
        Trainer.train(spark, split, recipe, start, Trainer.StateListener.NONE, listener);
    Network network = recipe.network();
    Model model =
        new Model(network, recipe.scaling(), classNames(network.classes()), trained.parameters());
    MlpTrainingSummary summary =
        MlpTrainingSummary.of(meanLosses, split.train().count(), recipe.stopping(), trained);
    return new MlpClassificationModel(estimator.uid(), model, summary);
  }

  private static void release(DataSet data) {
    data.shards().unpersist(false);
  }

  private ClassLimit classLimit() {
    if (recipes.classes().isPresent()) {
      return new ClassLimit(recipes.classes().getAsInt(), "the last of layers");
    }
    Option<Object> known = MetadataUtils.getNumClasses(labels);
    return known.isEmpty()
        ? ClassLimit.UNKNOWN
        : new ClassLimit((Integer) known.get(), "the classes in the column's metadata");
  }

  private List<String> classNames(int classes) {
    if (Attribute.fromStructField(labels) instanceof NominalAttribute nominal
        && nominal.values().isDefined()
        && nominal.values().get().length == classes) {
      return Arrays.asList(nominal.values().get());
    }
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }

  /** Counts a model's hits and misses. */
  static Evaluation evaluate(MlpClassificationModel stage, Dataset<?> dataset) {
    Model model = stage.model();
    Network network = model.network();
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    Columns columns = new Columns(stage.getLabelCol(), stage.getFeaturesCol(), null);
    ClassLimit limit = new ClassLimit(network.classes(), "the model's classes");
    return plainly(
        () -> {
          LabeledRows rows = LabeledRows.of(dataset, columns);
          int shards = rows.shards(0);
          DataSet data =
              rows.load(spark, network.features(), limit, shards, 0, 0)
                  .train()
                  .narrowed(model.scaling());
          try {
            return Evaluator.evaluate(spark, data, network, model.scaling(), model.parameters());
          } finally {
            release(data);
          }
        });
  }

  /** What is wrong with the data, without what Spark wraps around a failed task. */
  private static <T> T plainly(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof DataException data) {
          throw new DataException(data.getMessage(), e);
        }
      }
      throw e;
    }
  }
}
