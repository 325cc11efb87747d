package dev.lockstep.retrain;

import dev.lockstep.report.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A gate's decision about a model.
 *
 * @param outcome {@link Outcome#REFUSED} if a check that refuses fails; else that of the first
 *     check that fails; {@link Outcome#BETTER} if none does
 * @param reason one sentence, without its full stop
 * @param first the value of the model in place; empty if there is none
 * @param second the value of the model that is judged
 * @param gain how much better the second is; empty without a first
 * @param test of the gain; empty without a first
 * @param checks all that were made, in their order
 */
public record Verdict(
    Outcome outcome,
    String reason,
    Metric metric,
    OptionalDouble first,
    double second,
    OptionalDouble gain,
    Optional<PairedTest> test,
    List<Check> checks) {

  /** The fate of the model that is judged. */
  public enum Outcome {
    /** It is better, or the first: it takes the place. */
    BETTER,
    /** It is not better: the model in place stays. */
    KEPT,
    /** It must not take the place, however good it is otherwise. */
    REFUSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A figure against its bound.
   *
   * @param failure the outcome if the check fails
   * @param words the reason if the check fails
   */
  public record Check(
      String name, double figure, double bound, boolean passed, Outcome failure, String words) {}

  public Verdict {
    checks = List.copyOf(checks);
  }

  /**
   * Returns the verdict that follows from the checks.
   *
   * @param better the reason if all pass
   */
  static Verdict of(
      Metric metric,
      OptionalDouble first,
      double second,
      OptionalDouble gain,
      Optional<PairedTest> test,
      List<Check> checks,
      String better) {
    Optional<Check> failed =
        checks.stream()
            .filter(check -> !check.passed())
            .min(Comparator.comparing(check -> check.failure() != Outcome.REFUSED));
    return new Verdict(
        failed.map(Check::failure).orElse(Outcome.BETTER),
        failed.map(Check::words).orElse(better),
        metric,
        first,
        second,
        gain,
        test,
        checks);
  }

  public boolean isBetter() {
    return outcome == Outcome.BETTER;
  }
}
