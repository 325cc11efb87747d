package dev.lockstep.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/**
 * Lines over whole numbers from 1, as SVG. Its colours are classes, so that the page's style makes
 * them light or dark.
 *
 * @param title what a screen reader says
 * @param axis the words under the horizontal axis
 * @param fromZero true if the vertical axis begins at 0
 * @param words returns a value's text
 * @param mark a place on the horizontal axis with a line of its own, and its words
 */
public record LineChart(
    String title,
    String axis,
    boolean fromZero,
    DoubleFunction<String> words,
    List<Series> series,
    Mark mark) {
  private static final int WIDTH = 380;
  private static final int HEIGHT = 236;
  private static final int LEFT = 52;
  private static final int RIGHT = 368;
  private static final int TOP = 20;
  private static final int BOTTOM = 194;

  /** With more points, a line has the smallest and the largest of each of so many groups. */
  private static final int GROUPS = 240;

  /** With more points, they are not marked. */
  private static final int MARKED = 40;

  /**
   * A line.
   *
   * @param style the number of its colour and dashes, from 0
   */
  public record Series(String name, int style, List<Point> points) {}

  /** A point of a line, with a finite value. */
  public record Point(long x, double y) {}

  /** A place on the horizontal axis. */
  public record Mark(long x, String words) {}

  /** Returns the chart; empty if there is no point at all. */
  public Html draw() {
    List<Point> all = series.stream().flatMap(s -> s.points.stream()).toList();
    Html svg = new Html();
    if (all.isEmpty()) {
      return svg;
    }
    long first = all.stream().mapToLong(Point::x).min().orElseThrow();
    long last = all.stream().mapToLong(Point::x).max().orElseThrow();
    double smallest = all.stream().mapToDouble(Point::y).min().orElseThrow();
    double largest = all.stream().mapToDouble(Point::y).max().orElseThrow();
    Ticks ticks = Ticks.around(fromZero ? Math.min(0, smallest) : smallest, largest);
    Scale scale = new Scale(first, last, ticks);
    svg.open(
        "svg",
        "class",
        "chart",
        "role",
        "img",
        "aria-label",
        title,
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT);
    axes(svg, scale);
    if (mark != null) {
      String x = Figures.coordinate(scale.x(mark.x));
      svg.empty("line", "class", "mark", "x1", x, "x2", x, "y1", "" + TOP, "y2", "" + BOTTOM);
      svg.element(
          "text",
          mark.words,
          "x",
          x,
          "y",
          "" + (TOP - 7),
          "text-anchor",
          scale.x(mark.x) > RIGHT - 20 ? "end" : "middle");
    }
    series.forEach(line -> draw(svg, line, scale));
    return svg.close();
  }

  private void axes(Html svg, Scale scale) {
    for (double tick : scale.ticks.at()) {
      String y = Figures.coordinate(scale.y(tick));
      svg.empty("line", "class", "grid", "x1", "" + LEFT, "x2", "" + RIGHT, "y1", y, "y2", y);
      svg.element(
          "text",
          words.apply(tick),
          "x",
          "" + (LEFT - 7),
          "y",
          Figures.coordinate(scale.y(tick) + 4),
          "text-anchor",
          "end");
    }
    for (double tick : Ticks.whole(scale.first, scale.last).at()) {
      svg.element(
          "text",
          Figures.count((long) tick),
          "x",
          Figures.coordinate(scale.x((long) tick)),
          "y",
          "" + (BOTTOM + 18),
          "text-anchor",
          "middle");
    }
    svg.element(
        "text",
        axis,
        "x",
        "" + (LEFT + RIGHT) / 2,
        "y",
        "" + (HEIGHT - 6),
        "text-anchor",
        "middle");
  }

  private void draw(Html svg, Series line, Scale scale) {
    List<Point> points = thinned(line.points);
    if (points.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? "" : " ")
          .append(Figures.coordinate(scale.x(point.x)))
          .append(',')
          .append(Figures.coordinate(scale.y(point.y)));
    }
    svg.empty(
        "polyline", "class", "line s" + line.style, "fill", "none", "points", path.toString());
    if (line.points.size() > MARKED) {
      return;
    }
    for (Point point : points) {
      svg.open(
          "circle",
          "class",
          "dot s" + line.style,
          "r",
          "3",
          "cx",
          Figures.coordinate(scale.x(point.x)),
          "cy",
          Figures.coordinate(scale.y(point.y)));
      svg.element("title", line.name + ", " + point.x + ": " + words.apply(point.y)).close();
    }
  }

  /** Returns few points with the same outline. */
  static List<Point> thinned(List<Point> points) {
    if (points.size() <= 2 * GROUPS) {
      return points;
    }
    List<Point> few = new ArrayList<>();
    for (int g = 0; g < GROUPS; g++) {
      int from = (int) ((long) points.size() * g / GROUPS);
      int to = (int) ((long) points.size() * (g + 1) / GROUPS);
      Point low = points.get(from);
      Point high = points.get(from);
      for (Point point : points.subList(from, to)) {
        low = point.y < low.y ? point : low;
        high = point.y > high.y ? point : high;
      }
      few.add(low.x <= high.x ? low : high);
      if (!low.equals(high)) {
        few.add(low.x <= high.x ? high : low);
      }
    }
    return few;
  }

  /** Returns the points of a line that has some values. */
  public static List<Point> points(List<Long> x, List<OptionalDouble> y) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      if (y.get(i).isPresent()) {
        points.add(new Point(x.get(i), y.get(i).getAsDouble()));
      }
    }
    return points;
  }

  /** From values to places in the picture. */
  private record Scale(long first, long last, Ticks ticks) {
    double x(long value) {
      return first == last
          ? (LEFT + RIGHT) / 2.0
          : LEFT + (double) (RIGHT - LEFT) * (value - first) / (last - first);
    }

    double y(double value) {
      return BOTTOM - (BOTTOM - TOP) * (value - ticks.from()) / (ticks.to() - ticks.from());
    }
  }
}
