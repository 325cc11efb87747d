package dev.lockstep.retrain;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Beta;

/**
 * The result of a test of two models on the same examples: could the second be no better than the
 * first, and its gain be chance?
 *
 * @param name of the test
 * @param statistic of the test
 * @param gain the measured gain of the second model
 * @param p the probability of such a gain or a larger one if the models are equally good
 * @param twoSided the probability of such a difference or a larger one, in either direction
 * @param low the lower end of the gain's interval of {@link #CONFIDENCE}
 * @param high the upper end
 */
public record PairedTest(
    String name,
    double statistic,
    double gain,
    double p,
    double twoSided,
    double low,
    double high) {

  /** The confidence of the interval. */
  public static final double CONFIDENCE = 0.95;

  /** The quantile of the standard normal distribution that bounds the interval. */
  static final double NORMAL_QUANTILE = 1.959963984540054;

  /**
   * Tests a gain in accuracy exactly: if the models are equally good, each of the examples that one
   * of them alone has right falls to either with probability one half (McNemar, Psychometrika,
   * 1947, with the binomial distribution in place of chi-squared). The interval is that of Bonett
   * and Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on
   * paired data", 2012.
   *
   * @param onlyFirst the number of examples that only the first model has right
   * @param onlySecond the number of examples that only the second model has right
   * @param examples the number of all examples, 1 or more
   */
  public static PairedTest mcNemar(long onlyFirst, long onlySecond, long examples) {
    long different = onlyFirst + onlySecond;
    double upper = atLeast(onlySecond, different);
    double lower = atLeast(onlyFirst, different);
    double gain = (double) (onlySecond - onlyFirst) / examples;
    double first = (onlyFirst + 1.0) / (examples + 2.0);
    double second = (onlySecond + 1.0) / (examples + 2.0);
    double middle = second - first;
    double variance = (first + second - middle * middle) / (examples + 2.0);
    double half = NORMAL_QUANTILE * Math.sqrt(variance);
    return new PairedTest(
        "exact McNemar test",
        onlySecond,
        gain,
        upper,
        Math.min(1, 2 * Math.min(upper, lower)),
        Math.max(-1, middle - half),
        Math.min(1, middle + half));
  }

  /** Returns the probability of this many heads or more in throws of a fair coin. */
  private static double atLeast(long heads, long throwsOfCoin) {
    return heads == 0 ? 1 : Beta.regularizedBeta(0.5, (double) heads, throwsOfCoin - heads + 1.0);
  }

  /** Returns the same test of gains in another unit. */
  PairedTest inUnitsOf(double unit) {
    return unit == 1
        ? this
        : new PairedTest(
            name,
            statistic,
            quotient(gain, unit),
            p,
            twoSided,
            quotient(low, unit),
            quotient(high, unit));
  }

  /** Returns a gain in another unit; nothing is no gain even of nothing. */
  static double quotient(double gain, double unit) {
    return gain == 0 ? 0 : gain / unit;
  }

  /**
   * Tests a gain in mean loss by Student's t of the examples' differences. Under equally good
   * models, which could change places on every example, differences are symmetric; then the test is
   * conservative where they have heavy tails, as losses do, and about exact for many examples.
   *
   * @param gain the mean of the examples' gains
   * @param variance of the examples' gains, with one degree of freedom less than examples
   * @param examples the number of all examples
   */
  public static PairedTest ofMeans(double gain, double variance, long examples) {
    String name = "paired t test";
    double error = Math.sqrt(variance / examples);
    if (examples < 2 || !Double.isFinite(gain) || !Double.isFinite(error)) {
      return new PairedTest(name, Double.NaN, gain, 1, 1, Double.NaN, Double.NaN);
    }
    if (error == 0) {
      double p = gain > 0 ? 0 : 1;
      double t = gain == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, gain);
      return new PairedTest(name, t, gain, p, gain == 0 ? 1 : 0, gain, gain);
    }
    double freedom = examples - 1.0;
    double t = gain / error;
    double tails = Beta.regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
    double quantile =
        new TDistribution(null, freedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    return new PairedTest(
        name,
        t,
        gain,
        t > 0 ? tails / 2 : 1 - tails / 2,
        tails,
        gain - quantile * error,
        gain + quantile * error);
  }
}
