package dev.lockstep.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class DigitsTest {
  private static final int SIDE = 28;

  /**
   * Golden hashes over label byte and 784 pixel bytes of every example in index order. They were
   * printed by this generator once the pictures had been looked at and the difficulty measured
   * (docs/digits.md), and were the same on JDK 17 and JDK 25. Another hash is another data set:
   * measure it again before changing them.
   */
  @ParameterizedTest
  @CsvSource({
    "TRAIN, 1b0075b665dee31d5fee2d9b4e55ff36a0b45a172e0f40983aaa75214a0ae0e3",
    "TEST, b4e5e0ff2c9dffbc138ce13ad55404ac04f196c6aa592f7fcde4d7121fbffb92"
  })
  void everyByteOfThePartIsPinned(Part part, String sha256) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < Digits.count(part); i++) {
      digest.update(bytes(Digits.example(part, i)));
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
  }

  @Test
  void anExampleDoesNotDependOnWhatWasAskedBefore() {
    byte[][] upwards = new byte[300][];
    for (int i = 0; i < upwards.length; i++) {
      upwards[i] = bytes(Digits.example(Part.TRAIN, i));
    }
    for (int i = upwards.length - 1; i >= 0; i--) {
      Digits.example(Part.TEST, i);
      assertThat(bytes(Digits.example(Part.TRAIN, i))).as("example %d", i).isEqualTo(upwards[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void labelsAreBalanced(Part part) {
    int[] counts = new int[Digits.CLASSES];
    for (int i = 0; i < Digits.count(part); i++) {
      counts[Digits.example(part, i).label()]++;
    }
    assertThat(counts).containsOnly(Digits.count(part) / Digits.CLASSES);
  }

  @ParameterizedTest
  @EnumSource
  void featuresAreWholeNumbersOfOneByte(Part part) {
    for (int i = 0; i < Digits.count(part); i++) {
      float[] features = Digits.example(part, i).features();
      assertThat(features).hasSize(Digits.FEATURES);
      for (float value : features) {
        // A plain check: an assertion object for each of 19 million pixels would be slow.
        if (!(value >= 0 && value <= 255 && value == Math.rint(value))) {
          throw new AssertionError(part + " example " + i + " has the feature " + value);
        }
      }
    }
  }

  @Test
  void noTwoExamplesAreEqualWithinOrAcrossParts() {
    Set<ByteBuffer> seen = new HashSet<>();
    for (Part part : Part.values()) {
      for (int i = 0; i < Digits.count(part); i++) {
        byte[] pixels = bytes(Digits.example(part, i));
        assertThat(seen.add(ByteBuffer.wrap(pixels, 1, Digits.FEATURES)))
            .as("%s example %d is new", part, i)
            .isTrue();
      }
    }
  }

  @Test
  void everyPictureHasInkAndLeavesMostOfThePaperWhite() {
    long inked = 0;
    long inkedInMargin = 0;
    int marginPixels = SIDE * SIDE - (SIDE - 4) * (SIDE - 4);
    for (int i = 0; i < Digits.count(Part.TEST); i++) {
      float[] features = Digits.example(Part.TEST, i).features();
      int here = 0;
      float darkest = 0;
      for (int p = 0; p < features.length; p++) {
        darkest = Math.max(darkest, features[p]);
        if (features[p] > 0) {
          here++;
          inkedInMargin += inMargin(p / SIDE, p % SIDE) ? 1 : 0;
        }
      }
      // The shortest stroke is a thin, small 1: 16 pixels high and 2 wide.
      assertThat(here).as("inked pixels of example %d", i).isBetween(32, Digits.FEATURES / 2);
      assertThat(darkest).as("darkest pixel of example %d", i).isGreaterThan(128);
      inked += here;
    }
    double pictures = Digits.count(Part.TEST);
    assertThat(inked / pictures / Digits.FEATURES).isBetween(0.15, 0.25);
    assertThat(inkedInMargin / pictures / marginPixels).isLessThan(0.01);
  }

  @ParameterizedTest
  @EnumSource
  void anIndexOutsideThePartIsRefused(Part part) {
    assertThatThrownBy(() -> Digits.example(part, -1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> Digits.example(part, Digits.count(part)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining(String.valueOf(Digits.count(part)));
  }

  private static boolean inMargin(int row, int column) {
    return Math.min(row, column) < 2 || Math.max(row, column) >= SIDE - 2;
  }

  private static byte[] bytes(Example example) {
    byte[] bytes = new byte[1 + example.features().length];
    bytes[0] = (byte) example.label();
    for (int i = 1; i < bytes.length; i++) {
      bytes[i] = (byte) (int) example.features()[i - 1];
    }
    return bytes;
  }
}
