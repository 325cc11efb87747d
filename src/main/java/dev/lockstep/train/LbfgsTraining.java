package dev.lockstep.train;

import breeze.linalg.DenseVector;
import breeze.optimize.FirstOrderMinimizer;
import breeze.optimize.LBFGS;
import dev.lockstep.data.Split;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.TrainingListener.Measures;
import dev.lockstep.report.Validation;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;

/**
 * The driver's loop under L-BFGS: Breeze's, as in Spark ML, over the gradient of all examples. An
 * iteration is an epoch, with one gradient for every point that its search tries; training ends
 * after the recipe's epochs, or before, where Breeze finds that it has converged.
 *
 * <p>The gradients have the same bits in every layout and on every machine, and so has what Breeze
 * computes between them, in {@link LbfgsSpace}; its searches add, multiply, divide and take square
 * roots of single doubles, which Java rounds alike everywhere. Breeze's state cannot be taken out
 * and put back, so there is nothing to resume from.
 */
final class LbfgsTraining {
  private final JavaSparkContext spark;
  private final Split data;
  private final Recipe recipe;
  private final TrainingState from;
  private final Trainer.Keeper keeper;
  private final TrainingListener listener;
  private final EpochLog epochs;
  private final long startNanos = System.nanoTime();
  private int epoch;

  LbfgsTraining(
      JavaSparkContext spark,
      Split data,
      Recipe recipe,
      TrainingState from,
      Trainer.Keeper keeper,
      TrainingListener listener) {
    from.requireOf(recipe);
    if (from.step() > 0 || recipe.stepsPerEpoch(data.train().count()) > 1) {
      throw new IllegalArgumentException("L-BFGS begins at the beginning, with --batch all");
    }
    this.spark = spark;
    this.data = data;
    this.recipe = recipe;
    this.from = from;
    this.keeper = keeper;
    this.listener = listener;
    epochs = new EpochLog(spark, data, recipe, from);
  }

  Trainer.Trained run(Lbfgs lbfgs) {
    Averaging averaging = Averaging.of(recipe, 1);
    float[] parameters = from.parameters();
    try (Exchange exchange = new Exchange(spark, data.train(), averaging)) {
      LbfgsCost cost = new LbfgsCost(exchange, averaging, from.exponents());
      Iterator<FirstOrderMinimizer.State<DenseVector<Object>, Object, Object>> states =
          states(lbfgs, cost);
      double meanLoss = Double.NaN;
      while (!epochs.isOver() && states.hasNext()) {
        var state = states.next();
        meanLoss = state.value();
        if (!Double.isFinite(meanLoss)) {
          throw new DivergedException(epoch + 1, epoch + 1, "the loss is not finite");
        }
        if (state.iter() > epoch) { // Not so at the start, and where the search has failed.
          parameters = LbfgsCost.floats(LbfgsSpace.array(state.x()));
          endEpoch(parameters, meanLoss, cost);
        }
      }
      if (epoch == 0) { // Nothing was left to gain.
        endEpoch(parameters, meanLoss, cost);
      }
      Trainer.Timing timing = timing(cost);
      return new Trainer.Trained(
          epochs.saved(parameters),
          epochs.sha256(),
          epochs.validation(),
          timing,
          new Totals(timing.steps(), timing.examples(), timing.seconds()));
    }
  }

  /** Of the start, then of each iteration. */
  @SuppressWarnings("unchecked") // Scala's types say less to Java's than they do.
  private Iterator<FirstOrderMinimizer.State<DenseVector<Object>, Object, Object>> states(
      Lbfgs lbfgs, LbfgsCost cost) {
    LBFGS<DenseVector<Object>> minimizer =
        new LBFGS<>(recipe.epochs(), lbfgs.corrections(), lbfgs.tolerance(), LbfgsSpace.create());
    return (Iterator<FirstOrderMinimizer.State<DenseVector<Object>, Object, Object>>)
        (Iterator<?>)
            minimizer.iterations(
                cost.asFunction(), LbfgsSpace.vector(LbfgsCost.doubles(from.parameters())));
  }

  private void endEpoch(float[] parameters, double meanLoss, LbfgsCost cost) {
    epoch++;
    Optional<Validation> validation = epochs.add(parameters, epoch);
    listener.onEpoch(
        new Measures(
            epoch,
            epoch,
            meanLoss,
            cost.accuracy(),
            recipe.learningRate(),
            examples(),
            seconds(),
            validation));
    if (keeper.wants(epoch)) {
      keeper.keep(state(parameters, cost.exponents()));
    }
  }

  private TrainingState state(float[] parameters, int[] exponents) {
    return new TrainingState(
        epoch,
        0,
        epoch,
        examples(),
        EpochSum.NONE,
        seconds(),
        exponents,
        epochs.sha256(),
        parameters.clone(),
        new float[0][],
        epochs.validation(),
        epochs.best());
  }

  private Trainer.Timing timing(LbfgsCost cost) {
    double computeSeconds = cost.computeNanos() * 1e-9;
    double sparkSeconds = cost.waitNanos() * 1e-9 - computeSeconds;
    return new Trainer.Timing(
        epoch, examples(), seconds(), computeSeconds, Math.max(0, sparkSeconds));
  }

  /** Those of the searches are not counted. */
  private long examples() {
    return epoch * data.train().count();
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) * 1e-9;
  }
}
