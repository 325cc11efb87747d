package dev.lockstep.ml.fit;

import dev.lockstep.data.LeftOut;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.read.FrameTable;
import dev.lockstep.data.read.TableSource;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.train.FloatCollapse;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.WarmUp;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.fit.PreprocessingFit;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.slf4j.LoggerFactory;

/** One training of an estimator: makes shards from rows, and a model from shards. */
public final class Fit {
  /**
   * A model and how it came about.
   *
   * @param meanLosses of each epoch's examples, computed in their steps
   * @param examples the rows that were trained on
   */
  public record Result(
      Model model,
      List<Double> meanLosses,
      long examples,
      EarlyStopping stopping,
      Trained trained) {
    /** Returns the epoch, from 1, after which the model has its weights. */
    public int modelEpoch() {
      return stopping.patience() > 0 ? stopping.bestEpoch(trained.validation()) : meanLosses.size();
    }
  }

  private final MlpParams estimator;
  private final Goal goal;
  private final RecipeOfParams recipes;
  private final Optional<InputChoices> columns;
  private final JavaSparkContext spark;

  /** Warms up while Spark plans how to read the rows, which occupies one core. */
  private final Optional<WarmUp> warmUp;

  private final Dataset<?> dataset;
  private final EpochListener listener;

  private Fit(MlpParams estimator, Dataset<?> dataset, EpochListener listener) {
    this.estimator = estimator;
    this.listener = listener == null ? epoch -> {} : listener;
    recipes = new RecipeOfParams(estimator);
    columns = ColumnChoices.choices(estimator);
    spark = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    warmUp = spark.isLocal() ? WarmUp.start(recipes.forWarmUp()) : Optional.empty();
    goal = Goal.of(estimator, recipes.outputs(), dataset.schema());
    this.dataset = dataset;
  }

  /**
   * Prepares a training; contradictions of params are refused before rows are read.
   *
   * @param listener told of each epoch; null for none
   */
  public static Fit of(MlpParams estimator, Dataset<?> dataset, EpochListener listener) {
    return Failures.inWordsOfParams(estimator, () -> new Fit(estimator, dataset, listener));
  }

  public Result run() {
    try {
      return Failures.inWordsOfParams(estimator, this::fit);
    } finally {
      warmUp.ifPresent(WarmUp::stop);
    }
  }

  private Result fit() {
    FrameTable frame = Rows.frame(estimator, dataset, goal.answer());
    String vectors = estimator.getFeaturesCol();
    TableSource rows =
        columns.isPresent()
            ? frame.ofColumns(columns.get())
            : frame.ofVectors(vectors, Rows.width(recipes.features(), dataset, vectors));
    int wanted = estimator.getShards();
    int shards = wanted == 0 ? recipes.defaultShards(rows.count()) : wanted;
    warmUp.ifPresent(WarmUp::stop);
    Split asRead = split(frame, rows, Rows.sharding(spark, shards, estimator.getSeed()));
    Split split = asRead;
    try {
      List<String> names = columns.isPresent() ? rows.featureNames() : List.of();
      columns.ifPresent(choices -> warnOfLeftOut(rows, choices));
      goal.check(asRead.train().statistics());
      DataSet train = asRead.train();
      Preprocessing preprocessing =
          PreprocessingFit.fit(train, columns.orElse(InputChoices.DEFAULT), recipes.scaling());
      recipes.requireInputs(preprocessing);
      Recipe recipe = recipes.recipe(asRead, goal.aim(asRead), shards, preprocessing);
      warnOfCollapses(train, preprocessing, names);
      split = asRead.prepared(preprocessing, names);
      Trainer.requireMemory(spark, recipe, split.train().partitions());
      return train(split, recipe, names);
    } finally {
      Rows.release(split.train());
      split.validation().ifPresent(Rows::release);
    }
  }

  /** Divides and caches the rows: by content, or as a column of theirs says. */
  private Split split(FrameTable frame, TableSource rows, Sharding sharding) {
    if (!estimator.isSet(estimator.validationIndicatorCol())) {
      return Rows.split(spark, rows, sharding, estimator.getValidationFraction());
    }
    Column isHeldOut = Rows.indicator(dataset, estimator.getValidationIndicatorCol());
    DataSet train = load(frame.where(functions.not(isHeldOut)), rows, sharding);
    return Split.with(train, () -> Optional.of(load(frame.where(isHeldOut), rows, sharding)));
  }

  /** Caches some of the rows, read as all of them are. */
  private DataSet load(FrameTable some, TableSource all, Sharding sharding) {
    TableSource rows =
        columns.isPresent()
            ? some.ofColumns(columns.get().withKnown(all.inputColumns()))
            : some.ofVectors(estimator.getFeaturesCol(), OptionalInt.of(all.features()));
    return DataSet.load(spark, rows, rows.classLimit(), sharding);
  }

  /** Names the columns that were chosen and are no features all the same. */
  private void warnOfLeftOut(TableSource rows, InputChoices choices) {
    List<LeftOut> chosen =
        rows.leftOut().stream()
            .filter(column -> choices.reasonAgainst(column.column()).isEmpty())
            .toList();
    LeftOut.lines(chosen).forEach(line -> LoggerFactory.getLogger(estimator.getClass()).warn(line));
  }

  private void warnOfCollapses(DataSet train, Preprocessing preprocessing, List<String> names) {
    if (preprocessing.numbers() == 0) {
      return;
    }
    List<String> numbers = train.numberNames(names);
    DataSet asNumbers = train.numbers(preprocessing);
    for (FloatCollapse collapse : FloatCollapse.find(asNumbers, preprocessing.scaling())) {
      LoggerFactory.getLogger(estimator.getClass())
          .warn(collapse.text(numbers, "setScaling(\"standardise\")"));
    }
  }

  private Result train(Split split, Recipe recipe, List<String> featureNames) {
    Progress progress = new Progress(estimator, recipe.epochs(), listener);
    Trained trained = train(split, recipe, progress);
    Model model =
        new Model(
            recipe.network(),
            recipe.preprocessing(),
            recipe.task(),
            featureNames,
            goal.names(recipe.task().names(recipe.network())),
            trained.parameters());
    return new Result(
        model, progress.meanLosses(), split.train().count(), recipe.stopping(), trained);
  }

  /** Trains from the beginning, or on from the checkpoint of an earlier fit. */
  private Trained train(Split split, Recipe recipe, Progress progress) {
    TrainingState start = recipes.start(recipe);
    ExchangeKind exchange = ExchangeKind.valueOf(estimator.getExchange().toUpperCase(Locale.ROOT));
    if (!estimator.isSet(estimator.checkpointDir())) {
      return Trainer.train(spark, split, recipe, start, exchange, StateListener.NONE, progress);
    }
    Configuration conf = spark.hadoopConfiguration();
    try (FitCheckpoints checkpoints =
        new FitCheckpoints(estimator, conf, split, recipe, progress)) {
      TrainingState from = checkpoints.start(start);
      Trained trained = Trainer.train(spark, split, recipe, from, exchange, checkpoints, progress);
      checkpoints.remove();
      return trained;
    }
  }
}
