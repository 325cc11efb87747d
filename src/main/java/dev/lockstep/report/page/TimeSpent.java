package dev.lockstep.report.page;

import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import dev.lockstep.run.RunFigures;
import dev.lockstep.run.RunFigures.Times;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Where the time went: computing, Spark, the driver, and what is around training. */
final class TimeSpent {
  private static final double MILLIS = 1e-3;

  /** A part of the time; the style is the number of its colour. */
  private record Part(String name, int style, double seconds, double millisPerStep) {}

  private TimeSpent() {}

  static Html of(RunFigures figures) {
    Html html = new Html();
    if (figures.times().isEmpty()) {
      return html;
    }
    Times times = figures.times().get();
    List<Part> parts = parts(figures, times);
    double all = parts.stream().mapToDouble(Part::seconds).sum();
    if (!(all > 0)) {
      return html;
    }
    html.element("p", words(times));
    html.open("div", "class", "bar", "aria-hidden", "true");
    for (Part part : parts) {
      html.element(
          "span",
          "",
          "class",
          "b" + part.style,
          "style",
          Figures.format("flex-grow:%.4f", part.seconds / all));
    }
    html.close();
    List<List<String>> rows = new ArrayList<>();
    for (Part part : parts) {
      rows.add(
          List.of(
              part.name,
              Figures.duration(part.seconds),
              Figures.format("%.1f%%", 100 * part.seconds / all),
              Double.isNaN(part.millisPerStep)
                  ? "–"
                  : Figures.format("%.3f ms", part.millisPerStep)));
    }
    html.add(legend(parts));
    return html.add(
        TableView.ofNumbers(
                "Where the time went", List.of("part", "time", "share", "per step"), rows)
            .draw());
  }

  private static Html legend(List<Part> parts) {
    Html html = new Html().open("ul", "class", "legend", "aria-hidden", "true");
    for (Part part : parts) {
      html.open("li").element("span", "", "class", "swatch b" + part.style);
      html.element("span", part.name).close();
    }
    return html.close();
  }

  private static String words(Times times) {
    String all =
        "Trained in "
            + Figures.duration(times.trainSeconds())
            + ": "
            + Figures.count(times.steps())
            + " steps, "
            + Figures.count(Math.round(times.examplesPerSecond()))
            + " examples a second.";
    return times.lastSteps() < times.steps()
        ? all
            + " The parts below are of the last process, which took "
            + Figures.count(times.lastSteps())
            + " of these steps."
        : all;
  }

  private static List<Part> parts(RunFigures figures, Times times) {
    double steps = Math.max(1, times.lastSteps());
    List<Part> parts = new ArrayList<>();
    add(parts, "computing gradients", 0, times.computeMillis(), steps);
    add(parts, "in Spark: jobs, state out, sums back", 1, times.sparkMillis(), steps);
    add(parts, "on the driver: update, validation", 2, times.driverMillis(), steps);
    OptionalDouble whole = wholeSeconds(figures);
    double training = parts.stream().mapToDouble(Part::seconds).sum();
    if (whole.isPresent() && whole.getAsDouble() > training) {
      parts.add(
          new Part(
              "around training: starting, reading data, tests",
              4,
              whole.getAsDouble() - training,
              Double.NaN));
    }
    return parts;
  }

  private static void add(List<Part> parts, String name, int style, double millis, double steps) {
    if (millis > 0) {
      parts.add(new Part(name, style, millis * steps * MILLIS, millis));
    }
  }

  /** Returns the time from the process's start to its end. */
  private static OptionalDouble wholeSeconds(RunFigures figures) {
    try {
      Duration whole =
          Duration.between(
              Instant.parse(figures.occasion().getOrDefault("start", "")),
              Instant.parse(figures.occasion().getOrDefault("end", "")));
      return OptionalDouble.of(whole.toMillis() * MILLIS);
    } catch (DateTimeException e) {
      return OptionalDouble.empty();
    }
  }
}
