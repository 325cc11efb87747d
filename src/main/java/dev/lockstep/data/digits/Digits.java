package dev.lockstep.data.digits;

import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.linalg.AddressedRandom;
import java.util.List;
import java.util.Objects;

/**
 * The built-in data set {@code digits}: digits as if handwritten, drawn when needed, with the same
 * bytes on every machine. It needs no download; {@code docs/digits.md} says how hard it is.
 *
 * <p>An example is a function of its part and index alone, so any task can draw any range.
 */
public final class Digits {
  public static final int TRAIN_COUNT = 20_000;
  public static final int TEST_COUNT = 4_000;
  public static final int FEATURES = DigitRaster.SIDE * DigitRaster.SIDE;
  public static final int CLASSES = 10;

  /** Part of the data set's definition: another seed is another data set. */
  private static final long SEED = 28;

  private static final int GLYPH = 0;
  private static final int DISTORTION = 1;
  private static final int PEN = 2;

  private Digits() {}

  /** Returns the number of examples in a part. */
  public static int count(Part part) {
    return part == Part.TRAIN ? TRAIN_COUNT : TEST_COUNT;
  }

  /**
   * Draws one example; its label is {@code index % 10}.
   *
   * @param index 0 to {@code count(part) - 1}
   * @return features {@code [28 x 28]} row by row, whole numbers from 0 (paper) to 255 (ink)
   * @throws IndexOutOfBoundsException if the part has no such index
   */
  public static Example example(Part part, int index) {
    Objects.checkIndex(index, count(part));
    int label = index % CLASSES;
    AddressedRandom random =
        AddressedRandom.of(SEED, part == Part.TRAIN ? "digits train" : "digits test").child(index);
    List<double[]> lines = DigitGlyphs.write(label, random.child(GLYPH));
    DigitDistortion.apply(lines, random.child(DISTORTION));
    return new Example(label, DigitRaster.draw(lines, random.child(PEN)));
  }
}
