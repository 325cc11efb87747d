package dev.lockstep.retrain;

import dev.lockstep.report.Measured;
import dev.lockstep.report.Metric;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures;
import dev.lockstep.retrain.Verdict.Check;
import dev.lockstep.retrain.Verdict.Outcome;
import dev.lockstep.text.Printable;
import dev.lockstep.text.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Decides whether a second model takes the place of a first one. It does if it is good enough,
 * better by enough, better by a test, and bad for no class.
 *
 * @param metric the measure by which models are compared
 * @param minGain the least gain; of the loss of numbers, a share of the first model's
 * @param minValue the least value of the metric; of the loss, the largest; empty for any
 * @param alpha the largest p of the paired test's, one-sided; 1 for no test
 * @param maxClassLoss the most that a class's recall may lose; empty for any
 */
public record Gate(
    Metric metric,
    double minGain,
    OptionalDouble minValue,
    double alpha,
    OptionalDouble maxClassLoss) {
  public static final double DEFAULT_ALPHA = 0.05;

  /**
   * @throws SettingException if a number is out of its range, or two contradict each other
   */
  public Gate {
    require("alpha", alpha, 0, 1);
    double least = metric.isShare() ? -1 : Double.NEGATIVE_INFINITY;
    require("minGain", minGain, least, -least);
    minValue.ifPresent(v -> require("minValue", v, 0, metric.isShare() ? 1 : Double.MAX_VALUE));
    maxClassLoss.ifPresent(v -> require("maxClassLoss", v, 0, 1));
    if (minGain < 0 && alpha < 1) {
      throw new SettingException(
          "a negative {minGain} goes with {alpha} 1: the test asks for a gain above 0");
    }
  }

  private static void require(String setting, double value, double from, double to) {
    if (!(value >= from && value <= to) || Double.isInfinite(value)) {
      String range =
          Double.isInfinite(to)
              ? "finite"
              : to == Double.MAX_VALUE
                  ? "0 or more, and finite"
                  : "from " + Figure.of(from) + " to " + Figure.of(to);
      throw new SettingException("{" + setting + "} must be " + range + ": " + value);
    }
  }

  /** Decides about a model that has no other to compare with. */
  public Verdict judge(Measured only) {
    double value = metric.of(only);
    List<Check> checks = new ArrayList<>();
    minimum(value).ifPresent(checks::add);
    return Verdict.of(
        metric,
        OptionalDouble.empty(),
        value,
        OptionalDouble.empty(),
        Optional.empty(),
        checks,
        metric.words() + " " + Figure.of(value) + ": the first model");
  }

  /**
   * Decides about the second model.
   *
   * @param names one for each class of the evaluations, or for each number that is predicted
   */
  public Verdict judge(PairedMeasures scores, List<String> names) {
    double first = metric.of(scores.first());
    double second = metric.of(scores.second());
    PairedTest test = test(scores).inUnitsOf(scores.unit());
    double gain = PairedTest.quotient(scores.gain(metric), scores.unit());
    Words words = new Words(scores instanceof PairedMeasures.Numbers);
    String against = metric.words() + " " + Figure.of(second) + " against " + Figure.of(first);
    String tested = test.name() + ", " + Figure.p(test.p());
    List<Check> checks = new ArrayList<>();
    minimum(second).ifPresent(checks::add);
    checks.add(
        new Check(
            "gain",
            gain,
            minGain,
            gain >= minGain,
            Outcome.KEPT,
            against + ": " + words.tooLittle(gain, minGain)));
    if (alpha < 1) {
      checks.add(
          new Check(
              "p",
              test.p(),
              alpha,
              test.p() <= alpha,
              Outcome.KEPT,
              gain == 0
                  ? against + ": no gain"
                  : against
                      + ": the gain may be chance ("
                      + tested
                      + ", above "
                      + Figure.of(alpha)
                      + ")"));
    }
    if (scores instanceof PairedEvaluation classes) {
      worstClass(classes, names).ifPresent(checks::add);
    }
    return Verdict.of(
        metric,
        OptionalDouble.of(first),
        second,
        OptionalDouble.of(gain),
        Optional.of(test),
        checks,
        against + ": " + words.allowed(gain) + " (" + tested + ")");
  }

  /**
   * Refuses a model that cannot be compared with the one in place.
   *
   * @param reason one sentence, without its full stop
   */
  public Verdict refuse(String reason) {
    Check check = new Check("comparable", 0, 1, /* passed= */ false, Outcome.REFUSED, reason);
    return Verdict.of(
        metric,
        OptionalDouble.empty(),
        Double.NaN,
        OptionalDouble.empty(),
        Optional.empty(),
        List.of(check),
        reason);
  }

  private PairedTest test(PairedMeasures scores) {
    long examples = scores.first().count();
    return switch (metric) {
      case LOSS ->
          PairedTest.ofMeans(scores.lossGain().mean(), scores.lossGain().variance(), examples);
      case ACCURACY, MACRO_F1, BALANCED_ACCURACY -> test((PairedEvaluation) scores);
      case RMSE, MAE, R2 -> throw new IllegalStateException(metric + " has no test");
    };
  }

  private PairedTest test(PairedEvaluation scores) {
    return metric == Metric.ACCURACY
        ? PairedTest.mcNemar(
            scores.disagreements().onlyFirstRight(),
            scores.disagreements().onlySecondRight(),
            scores.first().count())
        : SwapTest.of(scores, metric);
  }

  private Optional<Check> minimum(double value) {
    if (minValue.isEmpty()) {
      return Optional.empty();
    }
    double bound = minValue.getAsDouble();
    String words =
        metric.words()
            + " "
            + Figure.of(value)
            + " is not good enough: the gate asks for "
            + Figure.of(bound);
    return Optional.of(
        new Check("minimum", value, bound, metric.reaches(value, bound), Outcome.REFUSED, words));
  }

  /**
   * Gains in words.
   *
   * @param areShares true if they are shares of the first model's loss
   */
  private record Words(boolean areShares) {
    /** Without a test, even a model that is not better may pass. */
    String allowed(double gain) {
      if (gain == 0) {
        return "as good";
      }
      return gain > 0 ? "better by " + of(gain) : "worse by " + of(-gain) + ", as allowed";
    }

    String tooLittle(double gain, double least) {
      if (Double.isNaN(gain)) {
        return "a loss is not finite";
      }
      return gain < 0
          ? "worse by " + of(-gain)
          : "the gain of " + of(gain) + " is below " + of(least);
    }

    private String of(double gain) {
      return areShares ? Figure.share(gain) : Figure.of(gain);
    }
  }

  /** Returns the check of the class whose recall loses most. */
  private Optional<Check> worstClass(PairedEvaluation scores, List<String> classNames) {
    if (maxClassLoss.isEmpty()) {
      return Optional.empty();
    }
    int worst =
        IntStream.range(0, classNames.size())
            .reduce((a, b) -> scores.recallLoss(b) > scores.recallLoss(a) ? b : a)
            .orElseThrow();
    double lost = scores.recallLoss(worst);
    double bound = maxClassLoss.getAsDouble();
    String words =
        "class '"
            + Printable.line(classNames.get(worst))
            + "' gets worse: recall "
            + Figure.of(scores.second().recall(worst))
            + " against "
            + Figure.of(scores.first().recall(worst));
    return Optional.of(new Check("classLoss", lost, bound, lost <= bound, Outcome.REFUSED, words));
  }
}
