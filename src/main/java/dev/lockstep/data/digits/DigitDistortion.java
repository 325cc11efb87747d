package dev.lockstep.data.digits;

import dev.lockstep.linalg.AddressedRandom;
import java.util.List;

/**
 * Bends a written digit as a sheet of rubber bends, slants, turns and stretches it, and places it
 * in the picture. The idea is that of Simard, Steinkraus and Platt, "Best practices for
 * convolutional neural networks applied to visual document analysis", ICDAR 2003, applied to the
 * strokes instead of the pixels.
 */
final class DigitDistortion {
  /** Nodes along a side of the grid of random offsets; the grid covers the box and its margin. */
  private static final int GRID = 4;

  private static final double GRID_LEFT = -20;
  private static final double GRID_TOP = -10;
  private static final double GRID_WIDTH = 100;
  private static final double GRID_HEIGHT = 120;

  /**
   * Standard deviations of a node's offset in box units, of the slant's tangent, and of the turn in
   * radians.
   */
  private static final double ELASTIC = 3.5;

  private static final double SLANT = 0.2;
  private static final double ROTATION = 0.14;

  /** Ranges of width over height, height in pixels, widest picture and shift of the centre. */
  private static final double NARROWEST = 0.7;

  private static final double WIDEST = 1.35;
  private static final double LOWEST = 16;
  private static final double HIGHEST = 20;
  private static final double WIDTH_LIMIT = 20;
  private static final double SHIFT = 1.85;

  private static final int OFFSETS_X = 0;
  private static final int OFFSETS_Y = 1;
  private static final int SHAPE = 2;
  private static final int PLACE = 3;

  private DigitDistortion() {}

  /** Moves every point, in place, from the glyph's box to pixels. */
  static void apply(List<double[]> lines, AddressedRandom random) {
    bend(lines, offsets(random.child(OFFSETS_X)), offsets(random.child(OFFSETS_Y)));
    shape(lines, random.child(SHAPE));
    place(lines, random.child(PLACE));
  }

  private static double[] offsets(AddressedRandom random) {
    double[] offsets = new double[GRID * GRID];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = ELASTIC * random.normal(i);
    }
    return offsets;
  }

  private static void bend(List<double[]> lines, double[] offsetsX, double[] offsetsY) {
    for (double[] line : lines) {
      for (int i = 0; i < line.length; i += 2) {
        double column = (line[i] - GRID_LEFT) / GRID_WIDTH * (GRID - 1);
        double row = (line[i + 1] - GRID_TOP) / GRID_HEIGHT * (GRID - 1);
        line[i] += between(offsetsX, column, row);
        line[i + 1] += between(offsetsY, column, row);
      }
    }
  }

  /**
   * Returns the offset between four nodes, blended by smoothsteps, which keep strokes free of
   * kinks.
   */
  private static double between(double[] offsets, double column, double row) {
    int left = cell(column);
    int top = cell(row);
    double u = smooth(column - left);
    double v = smooth(row - top);
    int node = top * GRID + left;
    double above = offsets[node] + u * (offsets[node + 1] - offsets[node]);
    double below = offsets[node + GRID] + u * (offsets[node + GRID + 1] - offsets[node + GRID]);
    return above + v * (below - above);
  }

  private static int cell(double position) {
    return (int) Math.max(0, Math.min(GRID - 2, Math.floor(position)));
  }

  private static double smooth(double t) {
    double clipped = Math.max(0, Math.min(1, t));
    return clipped * clipped * (3 - 2 * clipped);
  }

  private static void shape(List<double[]> lines, AddressedRandom random) {
    double stretch = random.uniform(0, NARROWEST, WIDEST);
    double slant = SLANT * random.normal(1);
    double angle = ROTATION * random.normal(2);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (double[] line : lines) {
      for (int i = 0; i < line.length; i += 2) {
        double x = stretch * line[i] - slant * line[i + 1];
        double y = line[i + 1];
        line[i] = cos * x - sin * y;
        line[i + 1] = sin * x + cos * y;
      }
    }
  }

  /** Scales the digit to its height and moves its middle near the picture's. */
  private static void place(List<double[]> lines, AddressedRandom random) {
    double minX = Double.MAX_VALUE;
    double maxX = -Double.MAX_VALUE;
    double minY = Double.MAX_VALUE;
    double maxY = -Double.MAX_VALUE;
    for (double[] line : lines) {
      for (int i = 0; i < line.length; i += 2) {
        minX = Math.min(minX, line[i]);
        maxX = Math.max(maxX, line[i]);
        minY = Math.min(minY, line[i + 1]);
        maxY = Math.max(maxY, line[i + 1]);
      }
    }
    double height = random.uniform(0, LOWEST, HIGHEST);
    double scale = Math.min(height / (maxY - minY), WIDTH_LIMIT / (maxX - minX));
    double centre = DigitRaster.SIDE / 2.0;
    double shiftX = centre + random.uniform(1, -SHIFT, SHIFT) - scale * (minX + maxX) / 2;
    double shiftY = centre + random.uniform(2, -SHIFT, SHIFT) - scale * (minY + maxY) / 2;
    for (double[] line : lines) {
      for (int i = 0; i < line.length; i += 2) {
        line[i] = scale * line[i] + shiftX;
        line[i + 1] = scale * line[i + 1] + shiftY;
      }
    }
  }
}
