package dev.lockstep.cli.show;

import java.util.ArrayList;
import java.util.List;

/** A square of features as lines of text: a cell shows two pixels, one above the other. */
final class Picture {
  private static final String UPPER = "\u2580";
  private static final String LOWER = "\u2584";
  private static final String BOTH = "\u2588";
  private static final String RESET = "\u001b[0m";

  /** Smaller squares are tables more often than pictures. */
  private static final int SMALLEST_SIDE = 8;

  private final Colours colours;
  private final double black;
  private final double white;

  /**
   * Creates the drawing of pictures in the same greys.
   *
   * @param black the value that is black
   * @param white the value that is white
   */
  Picture(Colours colours, double black, double white) {
    this.colours = colours;
    this.black = black;
    this.white = white > black ? white : black + 1;
  }

  /** Returns the side of the square that so many features are; 0 if they are not a picture. */
  static int side(int features) {
    int side = (int) Math.round(Math.sqrt(features));
    return side >= SMALLEST_SIDE && side * side == features ? side : 0;
  }

  /** Returns half as many lines as pixel rows, each as many columns wide as the square. */
  List<String> lines(double[] pixels) {
    int side = side(pixels.length);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < side; row += 2) {
      lines.add(line(pixels, side, row));
    }
    return lines;
  }

  private String line(double[] pixels, int side, int row) {
    StringBuilder line = new StringBuilder();
    String last = "";
    for (int column = 0; column < side; column++) {
      double upper = level(pixels[row * side + column]);
      double lower = row + 1 < side ? level(pixels[(row + 1) * side + column]) : 0;
      if (colours == Colours.PLAIN) {
        line.append(plain(upper >= 0.5, lower >= 0.5));
        continue;
      }
      String shades = colours.shade(upper, true) + ';' + colours.shade(lower, false);
      line.append(shades.equals(last) ? "" : "\u001b[" + shades + "m").append(UPPER);
      last = shades;
    }
    return colours == Colours.PLAIN ? line.toString() : line + RESET;
  }

  private static String plain(boolean upper, boolean lower) {
    if (upper) {
      return lower ? BOTH : UPPER;
    }
    return lower ? LOWER : " ";
  }

  private double level(double value) {
    return Math.max(0, Math.min(1, (value - black) / (white - black)));
  }
}
