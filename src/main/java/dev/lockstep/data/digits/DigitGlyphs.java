package dev.lockstep.data.digits;

import dev.lockstep.linalg.AddressedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ways in which people write each digit, as strokes in a box 60 wide and 100 high (y points
 * down), and the hand that writes them. It picks one way, misses each control point a little, and
 * joins the points by Catmull-Rom splines (Catmull and Rom 1974).
 *
 * <p>In the table a stroke is a list of control points {@code x,y}; {@code |} lifts the pen and
 * {@code !} marks a corner, where the direction may jump.
 */
final class DigitGlyphs {
  /** Standard deviation of a control point's error, in box units. */
  private static final double JITTER = 1.8;

  /** The straight pieces between two control points. */
  private static final int PIECES = 6;

  private static final int STYLE = 0;
  private static final int HAND = 1;

  private static final List<List<Glyph>> GLYPHS =
      List.of(
          List.of(
              Glyph.parse("34,2 14,12 2,48 10,86 30,99 50,86 59,50 50,14 32,2 24,5"),
              Glyph.parse("30,0 18,16 14,50 20,84 31,100 42,84 46,50 42,16 28,1"),
              Glyph.parse("44,10 24,4 4,28 2,62 18,94 42,92 58,62 54,26 36,5")),
          List.of(
              Glyph.parse("30,0 30,50 29,100"),
              Glyph.parse("12,24 32,0! 32,50 32,100"),
              Glyph.parse("14,20 32,0! 31,50 31,100 | 10,100 30,99 52,100")),
          List.of(
              Glyph.parse("6,22 14,5 32,0 50,10 52,30 38,56 18,80 4,98! 28,97 58,98"),
              Glyph.parse("6,20 18,3 38,2 50,18 44,46 26,76 10,94 4,88 14,80 30,90 46,99 60,92"),
              Glyph.parse("6,12 28,2 52,8 44,36 22,70 4,98! 30,96 58,96")),
          List.of(
              Glyph.parse("8,12 24,0 44,4 50,22 40,40 24,46! 44,52 54,72 44,93 22,100 4,88"),
              Glyph.parse("6,3 28,3 52,2! 38,22 26,40! 46,48 55,70 42,94 20,100 4,90"),
              Glyph.parse("8,10 28,0 48,12 44,34 28,46 20,44 28,42 48,54 52,78 34,98 6,92")),
          List.of(
              Glyph.parse("14,4 9,30 4,58! 30,59 58,55 | 44,22 42,60 40,100"),
              Glyph.parse("60,66 30,67 2,66! 24,30 42,0! 42,50 42,100"),
              Glyph.parse("10,2 6,34 12,54 30,58 50,48 | 52,0 49,50 46,100")),
          List.of(
              Glyph.parse("54,2 32,2 12,4! 10,24 8,44! 28,36 48,44 56,66 46,90 24,100 4,90"),
              Glyph.parse("12,4 10,24 8,46! 28,38 48,46 54,68 44,92 22,100 4,92 | 12,4 34,3 58,0"),
              Glyph.parse("52,4 28,4 14,16 14,38 34,46 50,60 48,84 28,100 4,90")),
          List.of(
              Glyph.parse("44,2 24,18 8,46 4,74 16,96 36,98 52,82 48,60 30,52 14,60 6,76"),
              Glyph.parse("38,0 20,34 6,66 10,92 30,100 50,88 50,66 32,56 12,70"),
              Glyph.parse("52,10 38,0 18,12 6,44 6,78 24,99 46,92 52,70 36,54 16,60 8,76")),
          List.of(
              Glyph.parse("4,6 30,5 58,3! 40,40 24,100"),
              Glyph.parse("4,6 30,5 58,3! 42,40 26,100 | 16,52 34,50 54,48"),
              Glyph.parse("6,22 6,4! 30,6 58,3! 44,30 32,60 28,100")),
          List.of(
              Glyph.parse(
                  "50,14 32,0 12,10 12,32 30,48 50,64 50,90 30,100 8,90 10,64 30,48 48,32 50,12"),
              Glyph.parse(
                  "30,0 14,10 12,30 30,46 46,30 46,10 28,0"
                      + " | 30,46 10,60 6,84 30,100 54,84 50,60 30,46"),
              Glyph.parse("54,2 36,30 14,56 8,84 28,100 48,86 44,58 16,28 18,6 36,0 56,10")),
          List.of(
              Glyph.parse("50,16 34,1 14,8 6,30 16,48 36,46 50,24 52,8! 50,50 48,100"),
              Glyph.parse("52,14 34,0 14,8 6,30 18,48 38,44 52,20 54,44 46,80 30,99 10,92"),
              Glyph.parse("48,12 28,2 10,16 8,38 24,48 42,36 50,12 44,50 28,100")));

  private DigitGlyphs() {}

  /**
   * Writes one digit by one hand.
   *
   * @return polylines, one for each stroke: x and y alternate, in box units
   */
  static List<double[]> write(int digit, AddressedRandom random) {
    List<Glyph> ways = GLYPHS.get(digit);
    Glyph glyph = ways.get((int) (random.uniform(STYLE) * ways.size()));
    AddressedRandom hand = random.child(HAND);
    List<double[]> lines = new ArrayList<>();
    for (int s = 0; s < glyph.strokes.size(); s++) {
      lines.add(glyph.strokes.get(s).write(hand.child(s)));
    }
    return lines;
  }

  private record Glyph(List<Stroke> strokes) {
    static Glyph parse(String text) {
      return new Glyph(Arrays.stream(text.split("\\|", -1)).map(Stroke::parse).toList());
    }
  }

  /** Control points, x and y in turn, with a mark for each corner; ends count as corners. */
  private record Stroke(double[] points, boolean[] corner) {
    static Stroke parse(String text) {
      String[] words = text.strip().split(" ", -1);
      double[] points = new double[2 * words.length];
      boolean[] corner = new boolean[words.length];
      for (int i = 0; i < words.length; i++) {
        corner[i] = i == 0 || i == words.length - 1 || words[i].endsWith("!");
        String[] xy = words[i].replace("!", "").split(",", -1);
        points[2 * i] = Integer.parseInt(xy[0]);
        points[2 * i + 1] = Integer.parseInt(xy[1]);
      }
      return new Stroke(points, corner);
    }

    double[] write(AddressedRandom hand) {
      double[] p = points.clone();
      for (int i = 0; i < p.length; i++) {
        p[i] += JITTER * hand.normal(i);
      }
      int spans = corner.length - 1;
      double[] line = new double[2 * (spans * PIECES + 1)];
      for (int span = 0; span < spans; span++) {
        for (int axis = 0; axis < 2; axis++) {
          int from = 2 * span + axis;
          double chord = p[from + 2] - p[from];
          double leaving = corner[span] ? chord : (p[from + 2] - p[from - 2]) / 2;
          double arriving = corner[span + 1] ? chord : (p[from + 4] - p[from]) / 2;
          for (int piece = 0; piece < PIECES; piece++) {
            double t = (double) piece / PIECES;
            line[2 * (span * PIECES + piece) + axis] =
                hermite(p[from], leaving, p[from + 2], arriving, t);
          }
        }
      }
      line[line.length - 2] = p[p.length - 2];
      line[line.length - 1] = p[p.length - 1];
      return line;
    }

    /** Returns the cubic with these values and slopes at 0 and 1, evaluated at t. */
    private static double hermite(double v0, double slope0, double v1, double slope1, double t) {
      double s = 1 - t;
      return s * s * ((1 + 2 * t) * v0 + t * slope0) + t * t * ((1 + 2 * s) * v1 - s * slope1);
    }
  }
}
