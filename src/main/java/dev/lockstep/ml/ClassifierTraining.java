package dev.lockstep.ml;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.read.ClassLimit;
import dev.lockstep.data.read.ClassTable;
import dev.lockstep.data.read.TableSource;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.text.SettingException;
import dev.lockstep.train.FloatCollapse;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.WarmUp;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Evaluator;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/** One training of an estimator: makes shards from rows, and a model from shards. */
final class ClassifierTraining {
  private static final System.Logger LOG = System.getLogger("dev.lockstep.ml.MlpClassifier");

  private static final String NAME = "the data set";

  /** The limit of labels without metadata; a column with more values hardly holds labels. */
  private static final ClassLimit UNKNOWN =
      new ClassLimit(10_000, "the most that are counted; set layers for more");

  /** A model and how it came about. */
  record Result(Model model, MlpTrainingSummary summary) {}

  private final MlpClassifierParams<?, ?> estimator;
  private final RecipeOfParams recipes;
  private final JavaSparkContext spark;

  /** Warms up while Spark plans how to read the rows, which occupies one core. */
  private final Optional<WarmUp> warmUp;

  private final StructField labels;
  private final Dataset<?> dataset;

  ClassifierTraining(MlpClassifierParams<?, ?> estimator, Dataset<?> dataset) {
    this.estimator = estimator;
    recipes = new RecipeOfParams(estimator);
    spark = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    warmUp = spark.isLocal() ? WarmUp.start(recipes.forWarmUp()) : Optional.empty();
    labels = dataset.schema().apply(estimator.getLabelCol());
    this.dataset = dataset;
  }

  Result run() {
    return plainly(this::fit);
  }

  private Result fit() {
    ClassLimit limit = classLimit();
    TableSource rows = rows(limit);
    int wanted = estimator.getShards();
    int shards = wanted == 0 ? recipes.defaultShards(rows.count()) : wanted;
    double validation = estimator.getValidationFraction();
    warmUp.ifPresent(WarmUp::stop);
    Split asRead = load(spark, rows, shards, estimator.getSeed(), validation);
    Split split = asRead;
    try {
      requireClasses(limit, split.train().statistics());
      int classes = limit.equals(UNKNOWN) ? Math.max(2, split.classes()) : limit.classes();
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

  private TableSource rows(ClassLimit limit) {
    boolean weighted =
        estimator.isDefined(estimator.weightCol()) && !estimator.getWeightCol().isEmpty();
    OptionalInt features = recipes.features();
    return ClassTable.of(
        NAME,
        dataset,
        estimator.getLabelCol(),
        estimator.getFeaturesCol(),
        weighted ? estimator.getWeightCol() : null,
        features.isPresent() ? features : inMetadata(dataset, estimator.getFeaturesCol()),
        limit);
  }

  private static OptionalInt inMetadata(Dataset<?> dataset, String features) {
    int known =
        AttributeGroup.fromStructField(dataset.select(features).schema().fields()[0]).size();
    return known >= 0 ? OptionalInt.of(known) : OptionalInt.empty();
  }

  /** Divides and caches the rows; the caller releases the sets. */
  private static Split load(
      JavaSparkContext spark, TableSource rows, int shards, long seed, double validation) {
    int placement = Math.max(1, Math.min(shards, spark.defaultParallelism()));
    Sharding sharding = new Sharding(shards, seed, placement);
    return SourceSets.of(spark, rows, rows.classLimit(), sharding, validation, TestPart.NONE)
        .split();
  }

  /** Refuses labels that look like amounts, unless the user has named the number of classes. */
  private void requireClasses(ClassLimit limit, Statistics rows) {
    long labels = Arrays.stream(rows.perClass()).filter(count -> count > 0).count();
    if (limit.equals(UNKNOWN) && LabelEncoder.areTooMany(labels, rows.count())) {
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

  private Result train(Split split, Recipe recipe) {
    List<Double> meanLosses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(Measures measures) {
            meanLosses.add(measures.meanLoss());
          }
        };
    TrainingState start = recipes.start(recipe);
    ExchangeKind exchange = ExchangeKind.valueOf(estimator.getExchange().toUpperCase(Locale.ROOT));
    Trained trained =
        Trainer.train(spark, split, recipe, start, exchange, StateListener.NONE, listener);
    Network network = recipe.network();
    Model model =
        new Model(
            network,
            recipe.preprocessing(),
            List.of(),
            classNames(network.classes()),
            trained.parameters());
    MlpTrainingSummary summary =
        MlpTrainingSummary.of(meanLosses, split.train().count(), recipe.stopping(), trained);
    return new Result(model, summary);
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
        ? UNKNOWN
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

  /** Counts a model's hits and misses in the rows with these columns of labels and features. */
  static Evaluation evaluate(Model model, Dataset<?> dataset, String labels, String features) {
    Network network = model.network();
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    ClassLimit limit = new ClassLimit(network.classes(), "the model's classes");
    return plainly(
        () -> {
          TableSource rows =
              ClassTable.of(
                  NAME, dataset, labels, features, null, OptionalInt.of(network.features()), limit);
          int shards = DataSet.defaultShards(rows.count());
          DataSet data = load(spark, rows, shards, 0, 0).train().narrowed(model.scaling());
          try {
            return Evaluator.evaluate(spark, data, network, model.scaling(), model.parameters());
          } finally {
            release(data);
          }
        });
  }

  /**
   * Runs work; throws a failed task's exception about the data without Spark's wrapping, and names
   * params where a message names settings.
   */
  private static <T> T plainly(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof DataException data) {
          throw new DataException(plain(data), e);
        }
      }
      if (e instanceof SettingException setting) {
        throw RecipeOfParams.inWordsOfParams(setting);
      }
      throw e;
    }
  }

  private static String plain(DataException e) {
    return e.getCause() instanceof CellException cell && cell.column().isPresent()
        ? Features.wrong(cell.column().get(), cell.problem()).getMessage()
        : e.message(RecipeOfParams::nameOf);
  }
}
