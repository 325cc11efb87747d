package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.shard.Fingerprint;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ExampleIdTest {

  /** By Python: {@code hashlib.sha256(struct.pack('<ifff', 3, 0, 1, -2.5)).hexdigest()[:32]}. */
  @Test
  void theIdIsTheFirstHalfOfTheSha256OfLabelAndFeatures() {
    assertThat(id(3, 0, 1, -2.5f))
        .isEqualTo(new ExampleId(0x9e00ec89a8c5098fL, 0x7a65cd0bf24ca12dL));
  }

  @Test
  void anotherLabelGivesAnotherId() {
    assertThat(id(4, 0, 1, -2.5f))
        .isEqualTo(new ExampleId(0x7c75a087629b1043L, 0xc346933381e1708cL));
  }

  @Test
  void minusZeroCountsAsZero() {
    assertThat(id(3, -0f, 1, -2.5f)).isEqualTo(id(3, 0, 1, -2.5f));
  }

  /** By Python: {@code hashlib.sha256(struct.pack('<iffff', 3, 0, 1, -2.5, 0.5))}. */
  @Test
  void aWeightShowsUnlessItIsOne() {
    float[] features = {0, 1, -2.5f};
    assertThat(ExampleId.of(new Example(3, features, 1))).isEqualTo(id(3, features));
    assertThat(ExampleId.of(new Example(3, features, 0.5f)))
        .isEqualTo(new ExampleId(0xab1ed4e93bbda14bL, 0xc3f0fcf4b5ce9fe0L));
  }

  /** By Python: {@code hashlib.sha256(struct.pack('<iddfff', -1, 2.5, -1e300, 0, 1, -2.5))}. */
  @Test
  void numbersToPredictAreInTheLabelsPlace() {
    assertThat(predicting(2.5, -1e300))
        .isEqualTo(new ExampleId(0xbecda6465482d07eL, 0x56dc60de480d19eaL))
        .isNotEqualTo(predicting(-1e300, 2.5));
    assertThat(predicting(-0.0)).isEqualTo(predicting(0)).isNotEqualTo(id(-1, 0, 1, -2.5f));
  }

  private static ExampleId predicting(double... targets) {
    return ExampleId.of(new Example(0, new float[] {0, 1, -2.5f}).predicting(targets));
  }

  @Test
  void theSmallestDifferenceInAFeatureShows() {
    assertThat(id(3, 0, Math.nextUp(1f), -2.5f)).isNotEqualTo(id(3, 0, 1, -2.5f));
    assertThat(id(3, Float.MIN_VALUE, 1, -2.5f)).isNotEqualTo(id(3, 0, 1, -2.5f));
  }

  /** By Python: {@code hashlib.sha256(struct.pack('<ifffid', 3, 0, 1.7e9, 0.1, 1, 1700000001))}. */
  @Test
  void aNumberThatNoFloatStandsForShowsToItsLastBit() {
    assertThat(ExampleId.of(Example.of(3, new double[] {0, 1700000001, 0.1}, 1)))
        .isEqualTo(new ExampleId(0x710ccee894b2fa5fL, 0xc72898aa274b9ab4L))
        .isNotEqualTo(ExampleId.of(Example.of(3, new double[] {0, 1700000002, 0.1}, 1)))
        .isNotEqualTo(id(3, 0, 1.7e9f, 0.1f));
  }

  @Test
  void aDecimalHasTheIdOfTheFloatThatStandsForIt() {
    assertThat(ExampleId.of(Example.of(3, new double[] {0.1, 5.1, 1.7e9}, 1)))
        .isEqualTo(id(3, 0.1f, 5.1f, 1.7e9f));
  }

  /** By Python: {@code struct.pack('<if', 3, 0) + struct.pack('<If', 0x7fc00000, -2.5)}. */
  @Test
  void aMissingFeatureHasAnIdOfItsOwn() {
    assertThat(ExampleId.of(Example.of(3, new double[] {0, Double.NaN, -2.5}, 1)))
        .isEqualTo(new ExampleId(0x07232695699653d2L, 0x1a1bfae64f01ca36L))
        .isEqualTo(id(3, 0, Float.NaN, -2.5f))
        .isNotEqualTo(id(3, 0, 0, -2.5f));
  }

  /** By Python: {@code struct.pack('<ifff', 3, 0, 0, -2.5) + struct.pack('<ii', 1, 3) + t}. */
  @Test
  void aCategoryShowsByItsTextAndNotByItsPlaceAmongOthers() {
    CellText[] text = {new CellText(1, "n\u00e9".getBytes(StandardCharsets.UTF_8))};
    for (double place : new double[] {0, 5, -1}) {
      assertThat(ExampleId.of(Example.of(3, new double[] {0, place, -2.5}, 1, text)))
          .isEqualTo(new ExampleId(0x5a8b94d8f6224681L, 0x27058d08117be020L));
    }
  }

  /**
   * By Python: {@code struct.pack('<iff', 3, 1700000001.0, 0) + struct.pack('<If', 0x7fc00000, 0.5)
   * + struct.pack('<id', 0, 1700000001) + struct.pack('<ii', 1, 1) + b'a'}.
   */
  @Test
  void theTextsComeBehindWeightAndDoubles() {
    CellText[] text = {new CellText(1, new byte[] {'a'})};
    assertThat(ExampleId.of(Example.of(3, new double[] {1700000001, 7, Double.NaN}, 0.5f, text)))
        .isEqualTo(new ExampleId(0x411e4d5efd57b1aaL, 0x85e2b65a3f68c6bfL));
  }

  @Test
  void theOrderOfTheFeaturesShows() {
    assertThat(id(3, 1, 0, -2.5f)).isNotEqualTo(id(3, 0, 1, -2.5f));
  }

  @Test
  void idsAreOrderedAsUnsignedNumbers() {
    ExampleId smallest = new ExampleId(0, 0);
    ExampleId lowSet = new ExampleId(0, -1);
    ExampleId highSet = new ExampleId(-1, 0);
    List<ExampleId> ids = new ArrayList<>(List.of(highSet, lowSet, smallest));
    Collections.sort(ids);
    assertThat(ids).containsExactly(smallest, lowSet, highSet);
    assertThat(lowSet).isEqualByComparingTo(new ExampleId(0, -1));
  }

  @Test
  void theFingerprintIsTheSumOfTheIdsModulo2To128() {
    List<ExampleId> ids = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < 100; i++) {
      ExampleId id = id(i, i);
      ids.add(id);
      sum = sum.add(new BigInteger(Fingerprint.EMPTY.plus(id.high(), id.low()).toString(), 16));
    }
    BigInteger modulus = BigInteger.ONE.shiftLeft(128);
    String expected = String.format(Locale.ROOT, "%032x", sum.mod(modulus));
    assertThat(fingerprint(ids)).hasToString(expected);
    Collections.reverse(ids);
    assertThat(fingerprint(ids)).hasToString(expected);
    // Else the sum would not have gone past 2^128.
    assertThat(sum).isGreaterThan(modulus);
  }

  @Test
  void theFingerprintCarriesFromTheLowHalfToTheHigh() {
    assertThat(new Fingerprint(5, -1).plus(0, 1)).isEqualTo(new Fingerprint(6, 0));
    assertThat(new Fingerprint(5, -1).plus(1, -1)).isEqualTo(new Fingerprint(7, -2));
    assertThat(new Fingerprint(-1, -1).plus(0, 1)).isEqualTo(Fingerprint.EMPTY);
    assertThat(new Fingerprint(0, 3).plus(0, Long.MAX_VALUE))
        .isEqualTo(new Fingerprint(0, Long.MIN_VALUE + 2));
  }

  @Test
  void theFingerprintCountsDuplicates() {
    ExampleId id = id(3, 1);
    assertThat(fingerprint(List.of(id, id))).isNotEqualTo(fingerprint(List.of(id)));
    assertThat(fingerprint(List.of(id, id))).isNotEqualTo(Fingerprint.EMPTY);
  }

  @Test
  void aFingerprintIsPrintedWithAllItsDigits() {
    assertThat(new Fingerprint(1, 0xab)).hasToString("000000000000000100000000000000ab");
  }

  private static ExampleId id(int label, float... features) {
    return ExampleId.of(new Example(label, features));
  }

  private static Fingerprint fingerprint(List<ExampleId> ids) {
    return ids.stream()
        .reduce(Fingerprint.EMPTY, (sum, id) -> sum.plus(id.high(), id.low()), (a, b) -> a.plus(b));
  }
}
