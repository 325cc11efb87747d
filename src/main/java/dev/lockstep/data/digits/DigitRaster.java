package dev.lockstep.data.digits;

import dev.lockstep.linalg.AddressedRandom;
import java.util.List;

/**
 * Draws strokes with a round pen. A pixel's ink follows from its centre's distance to the nearest
 * piece of a stroke, with a soft edge; the pen's width changes along the stroke, and paper grain
 * roughens the ink. It uses only IEEE additions, multiplications, divisions and square roots, so
 * the bytes are the same on every machine.
 */
final class DigitRaster {
  /** Pixels along a side of the picture. */
  static final int SIDE = 28;

  /** Ranges of the pen's radius, of the edge's half-width, both in pixels, and of full ink. */
  private static final double THINNEST = 0.8;

  private static final double THICKEST = 1.9;
  private static final double SHARPEST = 0.4;
  private static final double SOFTEST = 0.8;
  private static final double PALEST = 0.75;

  /** The share by which a stroke may begin or end thinner or thicker. */
  private static final double PRESSURE = 0.2;

  /** The share of a pixel's ink that the grain may take away or add. */
  private static final double GRAIN = 0.15;

  private static final int RADIUS = 0;
  private static final int EDGE = 1;
  private static final int INK = 2;
  private static final int PRESSURES = 3;
  private static final int GRAINS = 4;

  private DigitRaster() {}

  /**
   * Draws polylines given in pixels.
   *
   * @return whole numbers 0 (paper) to 255 (ink), {@code [28 x 28]}, row by row
   */
  static float[] draw(List<double[]> lines, AddressedRandom random) {
    double radius = random.uniform(RADIUS, THINNEST, THICKEST);
    double edge = random.uniform(EDGE, SHARPEST, SOFTEST);
    double[] cover = new double[SIDE * SIDE];
    AddressedRandom pressures = random.child(PRESSURES);
    for (int s = 0; s < lines.size(); s++) {
      double first = radius * (1 + pressures.uniform(2L * s, -PRESSURE, PRESSURE));
      double last = radius * (1 + pressures.uniform(2L * s + 1, -PRESSURE, PRESSURE));
      drawStroke(lines.get(s), first, last, edge, cover);
    }
    AddressedRandom grains = random.child(GRAINS);
    double ink = 255 * random.uniform(INK, PALEST, 1);
    float[] pixels = new float[cover.length];
    for (int i = 0; i < cover.length; i++) {
      if (cover[i] > 0) {
        double rough = ink * cover[i] * (1 + grains.uniform(i, -GRAIN, GRAIN));
        pixels[i] = (float) Math.rint(Math.min(255, rough));
      }
    }
    return pixels;
  }

  private static void drawStroke(
      double[] line, double first, double last, double edge, double[] cover) {
    int pieces = line.length / 2 - 1;
    for (int piece = 0; piece < pieces; piece++) {
      double radius = first + (last - first) * piece / pieces;
      int at = 2 * piece;
      drawPiece(line[at], line[at + 1], line[at + 2], line[at + 3], radius, edge, cover);
    }
  }

  /** Raises each pixel's cover, in [0, 1], to that of one straight piece. */
  private static void drawPiece(
      double x0, double y0, double x1, double y1, double radius, double edge, double[] cover) {
    double reach = radius + edge;
    int left = pixel(Math.min(x0, x1) - reach);
    int right = pixel(Math.max(x0, x1) + reach);
    int top = pixel(Math.min(y0, y1) - reach);
    int bottom = pixel(Math.max(y0, y1) + reach);
    double dx = x1 - x0;
    double dy = y1 - y0;
    double perSquare = 1 / Math.max(dx * dx + dy * dy, 1e-12);
    for (int row = top; row <= bottom; row++) {
      double py = row + 0.5 - y0;
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double along = Math.max(0, Math.min(1, (px * dx + py * dy) * perSquare));
        double awayX = px - along * dx;
        double awayY = py - along * dy;
        double square = awayX * awayX + awayY * awayY;
        if (square < reach * reach) {
          double covered = Math.min(1, (reach - Math.sqrt(square)) / (2 * edge));
          int i = row * SIDE + column;
          cover[i] = Math.max(cover[i], covered);
        }
      }
    }
  }

  private static int pixel(double position) {
    return (int) Math.max(0, Math.min(SIDE - 1, Math.floor(position)));
  }
}
