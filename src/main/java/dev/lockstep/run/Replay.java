package dev.lockstep.run;

import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.DivergedException;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains again, to compare with a record. */
public final class Replay {
  private static final TrainingListener NOBODY = new TrainingListener() {};

  /**
   * An epoch that was trained again.
   *
   * @param number from 1
   * @param recordedSha256 of the weights after it
   * @param hereSha256 of the weights after it here; or the reason why there are none
   */
  public record Epoch(int number, String recordedSha256, String hereSha256) {
    /** Returns true if there is a hash, not a reason. */
    public boolean isHash() {
      return hereSha256.matches("[0-9a-f]{64}");
    }

    public boolean isEqual() {
      return recordedSha256.equals(hereSha256);
    }
  }

  /**
   * The result of training again.
   *
   * @param epochs up to the first that differs
   * @param lastStart the state in which the last of them began
   * @param savedSha256 of the weights that training leaves here; empty if it was not over after the
   *     last of them
   */
  public record Outcome(List<Epoch> epochs, TrainingState lastStart, Optional<String> savedSha256) {
    public Epoch last() {
      return epochs.get(epochs.size() - 1);
    }

    /** Returns true if no epoch differs; there may be none. */
    public boolean isEqual() {
      return epochs.isEmpty() || last().isEqual();
    }
  }

  /**
   * An epoch trained in two layouts.
   *
   * @param firstDifferentStep the number of steps, since training began, after the first averaging
   *     whose parameters or optimizer state differ; empty if none does
   * @param sha256 of the weights after the epoch in the second of the layouts, or after the first
   *     averaging that differs
   */
  public record TwoLayouts(OptionalLong firstDifferentStep, String sha256) {}

  /** Ends a training from within. */
  private static final class EnoughException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnoughException() {
      super("enough", null, false, false);
    }
  }

  private Replay() {}

  /**
   * Trains from the beginning up to an epoch, or to the first that differs from the record.
   *
   * @param data the examples of the certificate, in any layout
   * @param beginning of its recipe's training
   * @param epochs the number of epochs after which to stop
   * @param told told of each epoch
   */
  public static Outcome run(
      JavaSparkContext spark,
      Split data,
      Certificate certificate,
      TrainingState beginning,
      int epochs,
      Consumer<Epoch> told) {
    return run(spark, data, certificate, beginning, epochs, told, NOBODY);
  }

  /** Does the same, with a listener to each step. */
  public static Outcome run(
      JavaSparkContext spark,
      Split data,
      Certificate certificate,
      TrainingState beginning,
      int epochs,
      Consumer<Epoch> told,
      TrainingListener listener) {
    Recipe recipe = certificate.recipe();
    List<String> recorded = certificate.epochSha256();
    List<Epoch> done = new ArrayList<>();
    TrainingState[] start = {beginning};
    Predicate<TrainingState> goOn =
        state -> {
          int e = done.size();
          if (e == recorded.size()) {
            return false; // Training goes on here beyond the end of the record.
          }
          done.add(new Epoch(e + 1, recorded.get(e), state.epochSha256().get(e)));
          told.accept(done.get(e));
          boolean equal = done.get(e).isEqual();
          if (equal && done.size() < epochs) {
            start[0] = state;
          }
          return equal && (done.size() < epochs || epochs == recorded.size());
        };
    Optional<Trained> trained = Optional.empty();
    try {
      long interval = recipe.stepsPerEpoch(data.train().count());
      trained = train(spark, data, recipe, beginning, interval, goOn, listener);
      if (trained.isPresent() && done.size() < epochs) {
        String next = recorded.get(done.size());
        done.add(new Epoch(done.size() + 1, next, "training ends before this epoch"));
        told.accept(done.get(done.size() - 1));
      }
    } catch (DivergedException e) {
      if (done.size() < epochs) {
        done.add(new Epoch(done.size() + 1, recorded.get(done.size()), e.getMessage()));
        told.accept(done.get(done.size() - 1));
      }
    }
    return new Outcome(
        List.copyOf(done), start[0], trained.map(t -> Model.weightsSha256(t.parameters())));
  }

  /**
   * Trains one epoch twice, and compares after every averaging.
   *
   * @param from the state in which the epoch begins
   * @param one the examples in a layout
   * @param other the same examples in another
   */
  public static TwoLayouts compare(
      JavaSparkContext spark, Recipe recipe, TrainingState from, Split one, Split other) {
    int end = from.epoch() + 1;
    List<String> expected = new ArrayList<>();
    train(
        spark,
        one,
        recipe,
        from,
        1,
        state -> {
          expected.add(sha256(state));
          return state.epoch() < end;
        },
        NOBODY);
    List<Long> different = new ArrayList<>();
    String[] sha256 = {""};
    int[] averaging = {0};
    train(
        spark,
        other,
        recipe,
        from,
        1,
        state -> {
          sha256[0] = Model.weightsSha256(state.parameters());
          if (!sha256(state).equals(expected.get(averaging[0]++))) {
            different.add(state.step());
          }
          return different.isEmpty() && state.epoch() < end;
        },
        NOBODY);
    return new TwoLayouts(
        different.isEmpty() ? OptionalLong.empty() : OptionalLong.of(different.get(0)), sha256[0]);
  }

  /**
   * Trains to the end, or until {@code goOn} returns false; empty in this case.
   *
   * @param interval the steps from one question to the next
   */
  private static Optional<Trained> train(
      JavaSparkContext spark,
      Split data,
      Recipe recipe,
      TrainingState from,
      long interval,
      Predicate<TrainingState> goOn,
      TrainingListener listener) {
    StateListener stateListener =
        new StateListener() {
          @Override
          public boolean wants(long step) {
            return step % interval == 0;
          }

          @Override
          public void onState(TrainingState state) {
            if (!goOn.test(state)) {
              throw new EnoughException();
            }
          }
        };
    try {
      return Optional.of(
          Trainer.train(spark, data, recipe, from, ExchangeKind.AUTO, stateListener, listener));
    } catch (EnoughException e) {
      return Optional.empty();
    }
  }

  private static String sha256(TrainingState state) {
    StringBuilder text = new StringBuilder(Model.weightsSha256(state.parameters()));
    for (float[] slot : state.slots()) {
      text.append(Model.weightsSha256(slot));
    }
    return text.toString();
  }
}
