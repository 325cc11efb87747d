package dev.lockstep.ml.param;

import dev.lockstep.data.files.InputChoices;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.text.Range;
import dev.lockstep.train.exchange.ExchangeKind;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Makes the params of a stage: those of the recipe's settings, and those that are not settings or
 * only other names of settings.
 */
public final class StageParams {
  private StageParams() {}

  /** Returns the params of an estimator or a model of classes, and sets their defaults. */
  public static ParamTable ofClasses(Params stage) {
    ParamTable table = new ParamTable();
    SettingParams.of(true).forEach(setting -> SettingParams.add(table, stage, setting));
    addTo(table, stage);
    addClassesTo(table, stage);
    return table;
  }

  /** Returns the params of an estimator or a model of numbers, and sets their defaults. */
  public static ParamTable ofNumbers(Params stage) {
    ParamTable table = new ParamTable();
    SettingParams.of(false).forEach(setting -> SettingParams.add(table, stage, setting));
    addTo(table, stage);
    return table;
  }

  private static void addTo(ParamTable table, Params stage) {
    addNetwork(table, stage);
    addTraining(table, stage);
    addNamesOfSpark(table, stage);
    addColumns(table, stage);
  }

  private static void addNetwork(ParamTable table, Params stage) {
    table.add(
        new Param<String>(
            stage,
            "weightCol",
            "column of the rows' weights; if not set or empty, every row weighs 1"));
    table.add(
        new IntArrayParam(
            stage,
            "layers",
            "sizes of all layers, as Spark's classifier takes them: features, hidden layers,"
                + " outputs; in place of hiddenLayers",
            Checks.widths("layers", 2)));
    table.add(
        new Param<Vector>(
            stage,
            "initialWeights",
            "weights to go on from, as a model's weights() gives them; drawn by the seed if not"
                + " set"));
    table.addChoice(
        stage,
        "scaling",
        "of the features, within the model; bytes divides by 255, auto does so where all are whole"
            + " numbers from 0 to 255 and some above 127, else standardises",
        List.of(
            NetworkParams.UNSCALED,
            NetworkParams.BYTES,
            "standardise",
            "min-max",
            NetworkParams.AUTO),
        NetworkParams.AUTO);
  }

  private static void addTraining(ParamTable table, Params stage) {
    table.add(
        new Param<String>(
            stage,
            "validationIndicatorCol",
            "column of booleans, true for the rows of the validation set, which are not trained on;"
                + " in place of validationFraction"));
    table.add(
        new Param<String>(
            stage,
            "checkpointDir",
            "folder of checkpoints, from which a fit of the same rows and params goes on after one"
                + " that was stopped; if not set, there are none"));
    table.add(
        stage,
        new IntParam(
            stage,
            "checkpointInterval",
            "epochs from one checkpoint in checkpointDir to the next; -1 for no checkpoints",
            Checks.oneOrMoreOrOff("checkpointInterval")),
        1);
    table.addChoice(
        stage,
        "exchange",
        "how parameters go to the executors and gradients return; the model stays the same."
            + " resident: one Spark job whose tasks run during the whole training; jobs: one Spark"
            + " job per step; auto: resident if possible, else jobs",
        Arrays.stream(ExchangeKind.values()).map(ExchangeKind::toString).toList(),
        ExchangeKind.AUTO.toString());
  }

  private static void addNamesOfSpark(ParamTable table, Params stage) {
    table.add(
        new IntParam(
            stage,
            "maxIter",
            "another name for epochs, that of Spark's classifier; in place of epochs",
            Checks.range("maxIter", TrainingSettings.EPOCHS)));
    table.addChoice(
        stage,
        "solver",
        "optimizer as Spark's classifier names it, with what else belongs to it there: l-bfgs is"
            + " lbfgs, gd is sgd over all rows at once without momentum, at a constant rate; in"
            + " place of optimizer",
        List.of(OptimizerParams.LBFGS, OptimizerParams.GRADIENT_DESCENT),
        /* byDefault= */ null);
    table.add(
        new DoubleParam(
            stage,
            "stepSize",
            "another name for learningRate, that of Spark's classifier; in place of learningRate."
                + " As there, lbfgs has no use for it",
            Checks.range("stepSize", TrainingSettings.LEARNING_RATE)));
    table.add(
        stage,
        new DoubleParam(
            stage,
            "tol",
            "relative change of the loss below which lbfgs ends; other optimizers have no use for"
                + " it, patience ends them early",
            Checks.range("tol", TrainingSettings.TOLERANCE)),
        TrainingSettings.TOLERANCE.defaultValue());
    table.add(
        stage,
        new IntParam(
            stage,
            "blockSize",
            "how Spark's classifier stores rows; taken for the sake of code written for it, and"
                + " without any effect here: rows are stored in shards. The rows of a step are"
                + " batchSize",
            Checks.range("blockSize", Range.ONE_OR_MORE)),
        128);
  }

  private static void addColumns(ParamTable table, Params stage) {
    table.add(
        new StringArrayParam(
            stage,
            "featuresCols",
            "columns of numbers and of text to learn from, in place of featuresCol; * stands for any"
                + " text, and alone for all columns but label and weight",
            Checks.columns("featuresCols")));
    table.add(
        new StringArrayParam(
            stage,
            "categoricalCols",
            "those of featuresCols whose cells are categories, numbers too; those of text are"
                + " anyway, unless nearly every row has a text of its own",
            Checks.columns("categoricalCols")));
    table.addChoice(
        stage,
        "missing",
        "what stands for the missing cells of a column of numbers among featuresCols, by the"
            + " training rows; of categories they are one of their own, or the most frequent",
        List.of(ColumnParams.ERROR, "mean", "median", "most-frequent", "zero"),
        ColumnParams.ERROR);
    table.add(
        stage,
        new BooleanParam(stage, "missingFlag", "whether an input tells that a cell was missing"),
        false);
    table.add(
        stage,
        new IntParam(
            stage,
            "maxCategories",
            "the most categories of a column, its most frequent ones; the others share an input",
            Checks.range("maxCategories", Range.ONE_OR_MORE)),
        InputChoices.MAX_CATEGORIES);
    table.addChoice(
        stage,
        "unseen",
        "categories that training has not seen; other counts them with the rare ones",
        List.of("other", ColumnParams.ERROR),
        "other");
    table.addChoice(
        stage,
        "dates",
        "what dates and times among featuresCols are read as; number takes days, or seconds, since"
            + " 1970",
        List.of("none", "number"),
        "none");
  }

  private static void addClassesTo(ParamTable table, Params stage) {
    table.add(
        stage,
        new DoubleArrayParam(
            stage,
            "classWeights",
            "what the rows of each class count in training, in the classes' order; empty for 1 each",
            Checks.positive("classWeights")),
        new double[0]);
    table.add(
        stage,
        new BooleanParam(
            stage,
            "balanceClasses",
            "whether every class counts the same in training, however many rows it has; in place of"
                + " classWeights"),
        false);
  }
}
