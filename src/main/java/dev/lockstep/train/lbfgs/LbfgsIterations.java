package dev.lockstep.train.lbfgs;

import breeze.linalg.DenseVector;
import breeze.math.MutableInnerProductModule;
import breeze.optimize.FirstOrderMinimizer.ConvergenceCheck;
import breeze.optimize.FirstOrderMinimizer.State;
import breeze.optimize.LBFGS;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.train.state.LbfgsMemory;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import scala.Option;
import scala.collection.Iterator;

/**
 * Breeze's iterations, from the beginning or from an earlier training's end: its state is made
 * again from past parameters, gradients and losses. P: parameters.
 */
final class LbfgsIterations {
  private final MutableInnerProductModule<DenseVector<Object>, Object> space = LbfgsSpace.create();
  private final ConvergenceCheck<DenseVector<Object>> check;
  private final Iterator<State<DenseVector<Object>, Object, Object>> states;
  private final LbfgsHistory history;
  private final List<Double> losses;
  private final boolean wasOver;
  private State<DenseVector<Object>, Object, Object> state;

  /**
   * Creates the iterations; at the beginning it computes the loss.
   *
   * @param most iterations, those before included
   */
  LbfgsIterations(Lbfgs lbfgs, int most, LbfgsCost cost, TrainingState from) {
    LBFGS<DenseVector<Object>> minimizer =
        new LBFGS<>(most, lbfgs.corrections(), lbfgs.tolerance(), space);
    check = minimizer.convergenceCheck();
    losses = new ArrayList<>(from.lbfgs().losses());
    wasOver = from.step() > 0 && from.lbfgs().pairs() == 0;
    State<DenseVector<Object>, Object, Object> first;
    if (from.step() == 0) {
      DenseVector<Object> x = LbfgsSpace.vector(LbfgsCost.doubles(from.parameters()));
      first = minimizer.initialState(cost.asFunction(), x);
      history = new LbfgsHistory(lbfgs.corrections());
      history.add(from.parameters(), LbfgsCost.floats(LbfgsSpace.array(first.grad())));
      losses.add(first.value());
    } else {
      history = LbfgsHistory.of(from, lbfgs.corrections());
      first = goingOn(from);
      cost.remember(first.x(), first.value(), first.grad());
    }
    states = minimizer.infiniteIterations(cost.asFunction(), first);
    state = states.next();
  }

  private State<DenseVector<Object>, Object, Object> goingOn(TrainingState from) {
    DenseVector<Object> x = LbfgsSpace.vector(LbfgsCost.doubles(history.parameters()));
    DenseVector<Object> gradient = LbfgsSpace.vector(LbfgsCost.doubles(history.gradient()));
    Object convergence = check.initialInfo();
    for (double loss : losses.subList(1, losses.size())) {
      convergence = check.update(x, gradient, loss, null, convergence); // Only losses matter to it.
    }
    double loss = losses.get(losses.size() - 1);
    return new State<>(
        x,
        loss,
        gradient,
        loss,
        gradient,
        from.epoch(),
        losses.get(0),
        history.hessian(from.lbfgs().pairs(), space),
        convergence,
        false,
        Option.empty());
  }

  /** Runs one iteration to its end; returns false if there is none left. */
  boolean next() {
    int before = state.iter();
    while (state.iter()
        == before) { // The state that remains after a search has failed for the first time.
      if (wasOver || check.apply(state, state.convergenceInfo()).isDefined()) {
        return false;
      }
      state = states.next();
    }
    history.add(
        LbfgsCost.floats(LbfgsSpace.array(state.x())),
        LbfgsCost.floats(LbfgsSpace.array(state.grad())));
    losses.add(state.value());
    return true;
  }

  /** Returns the mean loss over all examples with these parameters. */
  double meanLoss() {
    return state.value();
  }

  /** Returns the parameters, [P]; they do not change any more. */
  float[] parameters() {
    return history.parameters();
  }

  /** Returns the slots of a {@link TrainingState}, as {@link Lbfgs#slots} says. */
  float[][] slots() {
    return history.slots(pairs());
  }

  /** Returns the memory of a {@link TrainingState}. */
  LbfgsMemory memory() {
    return new LbfgsMemory(
        pairs(), state.iter() == 0 ? List.of(losses.get(0), losses.get(0)) : losses);
  }

  private int pairs() {
    return ((LBFGS.ApproximateInverseHessian<?>) state.history()).historyLength();
  }
}
