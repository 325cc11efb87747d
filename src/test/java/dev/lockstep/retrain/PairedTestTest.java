package dev.lockstep.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedTestTest {

  /**
   * SciPy 1.17.1: {@code binomtest(c, b + c, 0.5, alternative='greater').pvalue} and {@code
   * binomtest(c, b + c, 0.5).pvalue}; statsmodels 0.15.0 has the same two-sided values: {@code
   * mcnemar([[0, b], [c, 0]], exact=True).pvalue}.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 5, 0.03125, 0.0625",
    "5, 0, 1, 0.0625",
    "1, 0, 1, 1",
    "3, 9, 0.072998046875, 0.14599609375",
    "10, 10, 0.5880985260009766, 1",
    "25, 8, 0.9993406364228576, 0.004551384132355452",
    "1200, 1310, 0.014780514055682323, 0.029561028111364646",
    "40, 140, 1.6581786915612546e-14, 3.316357383122509e-14",
  })
  void mcNemarIsThatOfSciPy(long onlyFirst, long onlySecond, double p, double twoSided) {
    PairedTest test = PairedTest.mcNemar(onlyFirst, onlySecond, 100_000);
    assertThat(test.p()).isCloseTo(p, withPercentage(1e-8));
    assertThat(test.twoSided()).isCloseTo(twoSided, withPercentage(1e-8));
    assertThat(test.gain()).isEqualTo((onlySecond - onlyFirst) / 100_000.0);
  }

  /**
   * SciPy 1.17.1: {@code p1, p2 = (b + 1) / (n + 2), (c + 1) / (n + 2); m = p2 - p1; h =
   * norm.ppf(.975) * sqrt((p1 + p2 - m * m) / (n + 2)); m - h, m + h}.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 9, 100, -0.012161611864590388, 0.1298086706881198",
    "25, 8, 500, -0.05677200254526937, -0.010957081120069267",
    "1200, 1310, 100000, 0.0001176901714025297, 0.0020822658294774535",
  })
  void intervalOfPairedSharesIsThatOfBonettAndPrice(
      long onlyFirst, long onlySecond, long examples, double low, double high) {
    PairedTest test = PairedTest.mcNemar(onlyFirst, onlySecond, examples);
    assertThat(test.low()).isCloseTo(low, offset(1e-12));
    assertThat(test.high()).isCloseTo(high, offset(1e-12));
  }

  @Test
  void withoutDisagreementNothingIsBetter() {
    PairedTest test = PairedTest.mcNemar(0, 0, 50);
    assertThat(test.p()).isEqualTo(1);
    assertThat(test.twoSided()).isEqualTo(1);
    assertThat(test.low()).isEqualTo(-test.high());
  }

  @Test
  void modelsThatChangePlacesChangeTheSign() {
    for (int b = 0; b < 12; b++) {
      for (int c = 0; c < 12; c++) {
        PairedTest test = PairedTest.mcNemar(b, c, 40);
        PairedTest mirrored = PairedTest.mcNemar(c, b, 40);
        assertThat(mirrored.gain()).isEqualTo(0 - test.gain());
        assertThat(mirrored.twoSided()).isEqualTo(test.twoSided());
        assertThat(mirrored.low()).isCloseTo(-test.high(), offset(1e-15));
        double both = Math.scalb(choose(b + c, b), -(b + c)); // Counted in either tail.
        assertThat(test.p() + mirrored.p()).isCloseTo(1 + both, offset(1e-12));
      }
    }
  }

  private static double choose(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product = product * (n - k + i) / i;
    }
    return product;
  }

  /**
   * SciPy 1.17.1, {@code d = [0.12, -0.05, 0.3, 0.02, -0.11, 0.07, 0.25, -0.01, 0.04, 0.09]} in the
   * first line: {@code ttest_1samp(d, 0, alternative='greater').pvalue}, {@code r = ttest_1samp(d,
   * 0); r.statistic, r.pvalue, r.confidence_interval()}; in the others {@code t.sf}, {@code t.ppf}.
   */
  @ParameterizedTest
  @CsvSource({
    "0.072, 0.016084444444444443, 10, 1.7952687197690675, 0.05309130921671276,"
        + " 0.10618261843342552, -0.01872475553543987, 0.16272475553543989",
    "0.001, 0.09, 1000000, 3.3333333333333335, 0.00042907589897693793, 0.0008581517979538759,"
        + " 0.0004120100929550563, 0.0015879899070449436",
    "-0.02, 0.04, 50, -0.7071067811865476, 0.7585752146458491, 0.4828495707083019,"
        + " -0.07683937109914597, 0.03683937109914598",
    "0.5, 1, 2, 0.7071067811865475, 0.3040867239846964, 0.6081734479693928,"
        + " -8.484643532093754, 9.484643532093754",
  })
  void theTestOfMeansIsThatOfSciPy(
      double mean,
      double variance,
      long examples,
      double t,
      double p,
      double twoSided,
      double low,
      double high) {
    PairedTest test = PairedTest.ofMeans(mean, variance, examples);
    assertThat(test.statistic()).isCloseTo(t, withPercentage(1e-9));
    assertThat(test.p()).isCloseTo(p, withPercentage(1e-6));
    assertThat(test.twoSided()).isCloseTo(twoSided, withPercentage(1e-6));
    assertThat(test.low()).isCloseTo(low, withPercentage(1e-6));
    assertThat(test.high()).isCloseTo(high, withPercentage(1e-6));
  }

  @Test
  void lossesWithoutSpreadOrWithoutNumbersDecideNothingOrEverything() {
    assertThat(PairedTest.ofMeans(0, 0, 100).p()).isEqualTo(1);
    assertThat(PairedTest.ofMeans(0.1, 0, 100).p()).isZero();
    assertThat(PairedTest.ofMeans(-0.1, 0, 100).p()).isEqualTo(1);
    assertThat(PairedTest.ofMeans(Double.NaN, Double.NaN, 100).p()).isEqualTo(1);
    assertThat(PairedTest.ofMeans(0.1, 0, 1).p()).isEqualTo(1);
  }
}
