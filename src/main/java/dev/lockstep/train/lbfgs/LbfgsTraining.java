package dev.lockstep.train.lbfgs;

import dev.lockstep.data.shard.Split;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.TrainingListener.Measures;
import dev.lockstep.report.Validation;
import dev.lockstep.text.SettingException;
import dev.lockstep.train.exchange.Exchange;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.DivergedException;
import dev.lockstep.train.state.EpochLog;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.OverallTiming;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import dev.lockstep.train.step.Averaging;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The driver's loop under L-BFGS: Breeze's, as in Spark ML, over the gradient of all examples. An
 * iteration is an epoch, with one gradient for every point that its search tries. Training ends
 * after the recipe's epochs, or earlier if Breeze finds that it has converged.
 *
 * <p>The gradients have the same bits in every layout and on every machine. So do Breeze's
 * computations between them: {@link LbfgsSpace} has the vectors, and the searches add, multiply,
 * divide and take square roots of single doubles, which Java rounds alike everywhere. An iteration
 * is a function of past parameters, gradients and losses, which a state keeps.
 */
public final class LbfgsTraining {
  private final Split data;
  private final Recipe recipe;
  private final TrainingState from;
  private final StateListener stateListener;
  private final TrainingListener listener;
  private final EpochLog epochs;
  private final Exchange exchange;
  private final long startNanos = System.nanoTime();
  private int epoch;

  public LbfgsTraining(
      JavaSparkContext spark,
      Split data,
      Recipe recipe,
      TrainingState from,
      ExchangeKind kind,
      StateListener stateListener,
      TrainingListener listener) {
    from.requireOf(recipe);
    if (recipe.stepsPerEpoch(data.train().count()) > 1) {
      throw new SettingException("L-BFGS takes all examples at once: {batch} all");
    }
    from.requireStepsPerEpoch(1);
    this.data = data;
    this.recipe = recipe;
    this.from = from;
    this.stateListener = stateListener;
    this.listener = listener;
    epoch = from.epoch();
    epochs = new EpochLog(spark, data, recipe, from);
    Averaging averaging = Averaging.of(recipe, 1);
    exchange = Exchange.open(spark, data.train(), averaging, from.exponents(), kind);
  }

  public Trained run(Lbfgs lbfgs) {
    try (exchange) {
      LbfgsCost cost = new LbfgsCost(exchange);
      LbfgsIterations iterations = new LbfgsIterations(lbfgs, recipe.epochs(), cost, from);
      requireFinite(iterations);
      while (!epochs.isOver() && iterations.next()) {
        requireFinite(iterations);
        endEpoch(iterations, cost);
      }
      if (epoch == 0) { // Training has converged.
        endEpoch(iterations, cost);
      }
      return new Trained(
          epochs.saved(iterations.parameters()),
          epochs.sha256(),
          epochs.validation(),
          exchange.timing(epoch - from.epoch(), examples() - from.examples(), secondsHere()),
          new OverallTiming(epoch, examples(), from.seconds() + secondsHere()),
          exchange.use());
    }
  }

  private void requireFinite(LbfgsIterations iterations) {
    if (!Double.isFinite(iterations.meanLoss())) {
      String what = "the loss is not finite";
      throw epoch == 0
          ? DivergedException.beforeTheFirstStep(what)
          : new DivergedException(epoch + 1, epoch + 1, what);
    }
  }

  private void endEpoch(LbfgsIterations iterations, LbfgsCost cost) {
    epoch++;
    Optional<Validation> validation = epochs.add(iterations.parameters(), epoch);
    listener.onEpoch(
        new Measures(
            epoch,
            epoch,
            iterations.meanLoss(),
            cost.accuracy(recipe.task()),
            recipe.learningRate(),
            examples(),
            from.seconds() + secondsHere(),
            validation));
    if (stateListener.wants(epoch)) {
      stateListener.onState(state(iterations));
    }
  }

  private TrainingState state(LbfgsIterations iterations) {
    return new TrainingState(
        epoch,
        0,
        epoch,
        examples(),
        EpochSum.NONE,
        from.seconds() + secondsHere(),
        exchange.exponents(),
        epochs.sha256(),
        iterations.parameters(),
        iterations.slots(),
        epochs.validation(),
        epochs.best(),
        iterations.memory());
  }

  /** Returns the examples of all epochs, without those of the searches. */
  private long examples() {
    return epoch * data.train().count();
  }

  private double secondsHere() {
    return (System.nanoTime() - startNanos) * 1e-9;
  }
}
