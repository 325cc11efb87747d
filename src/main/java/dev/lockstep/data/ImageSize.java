package dev.lockstep.data;

import java.util.Optional;

/** The size of pictures whose points are features, row by row from the top. */
public record ImageSize(int height, int width) {
  /** Smaller squares are more often tables. */
  private static final int SMALLEST = 64;

  private static final int LARGEST_BYTE = 255;

  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("a picture of " + height + " x " + width);
    }
  }

  /**
   * Returns the square that features without a size of their own make; empty if they are no square,
   * too few, or their range is not that of bytes.
   *
   * @param smallest of all features
   * @param largest of all features
   */
  public static Optional<ImageSize> square(int features, float smallest, float largest) {
    int side = (int) Math.sqrt(features);
    boolean square = side * side == features && features >= SMALLEST;
    boolean bytes = smallest >= 0 && largest > 1 && largest <= LARGEST_BYTE;
    return square && bytes ? Optional.of(new ImageSize(side, side)) : Optional.empty();
  }
}
