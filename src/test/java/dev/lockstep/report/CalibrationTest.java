package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.lockstep.linalg.AddressedRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void theErrorIsThatWorkedOutByHand() {
    Calibration calibration = new Calibration();
    calibration.add(0.95f, true);
    calibration.add(0.97f, false);
    calibration.add(0.55f, true);
    calibration.add(0.5f, true);
    // Bin (14/15, 1]: half are right, the mean is 0.96; (8/15, 9/15] and (7/15, 8/15]: all right.
    assertThat(calibration.examples(14)).isEqualTo(2);
    assertThat(calibration.correct(14)).isEqualTo(1);
    assertThat(calibration.meanConfidence(14)).isCloseTo(0.96, offset(1e-7));
    assertThat(calibration.examples(8)).isEqualTo(1);
    assertThat(calibration.examples(7)).isEqualTo(1);
    assertThat(calibration.expectedError()).isCloseTo((2 * 0.46 + 0.45 + 0.5) / 4, offset(1e-7));
  }

  @Test
  void theEndsOfTheRangeAndWhatIsNoNumberHaveABin() {
    Calibration calibration = new Calibration();
    calibration.add(0, false);
    calibration.add(Float.NaN, false);
    calibration.add(1, true);
    assertThat(calibration.examples(0)).isEqualTo(2);
    assertThat(calibration.examples(Calibration.BINS - 1)).isEqualTo(1);
    assertThat(calibration.expectedError()).isZero();
    assertThat(new Calibration().expectedError()).isZero();
  }

  /** Nothing is rounded on the way, however the examples are divided. */
  @Test
  void partsAddToTheWhole() {
    Calibration whole = new Calibration();
    Calibration[] parts = {new Calibration(), new Calibration(), new Calibration()};
    for (int e = 0; e < 3_000; e++) {
      AddressedRandom random = AddressedRandom.of(e, "calibration");
      float probability = (float) random.uniform(0);
      whole.add(probability, random.uniform(1) < probability);
      parts[e % 3].add(probability, random.uniform(1) < probability);
    }
    parts[2].add(parts[0]);
    parts[2].add(parts[1]);
    assertThat(parts[2]).usingRecursiveComparison().isEqualTo(whole);
    assertThat(whole.expectedError()).isLessThan(0.04);
  }
}
