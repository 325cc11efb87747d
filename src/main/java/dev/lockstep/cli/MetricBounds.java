package dev.lockstep.cli;

import dev.lockstep.report.Measured;
import dev.lockstep.report.Metric;
import dev.lockstep.text.Printable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options that a model's measures are held against: one for each {@link Metric}. */
final class MetricBounds {
  private final CommandSpec mixin = CommandSpec.create();
  private final Map<Metric, Double> bounds = new EnumMap<>(Metric.class);

  MetricBounds() {
    for (Metric metric : Metric.values()) {
      mixin.addOption(
          OptionSpec.builder(option(metric))
              .type(Double.class)
              .paramLabel("X")
              .description(
                  String.format(
                      "Exit code 8 if the %s is %s this.",
                      metric.words(), metric.moreIsBetter() ? "below" : "above"))
              .setter(new Entry(metric))
              .build());
    }
  }

  /** Returns the options, for a command to mix in. */
  CommandSpec mixin() {
    return mixin;
  }

  private static String option(Metric metric) {
    return (metric.moreIsBetter() ? "--min-" : "--max-") + metric;
  }

  /** Returns a line for each bound that a model misses. */
  List<String> missed(Measured measured) {
    List<String> lines = new ArrayList<>();
    bounds.forEach(
        (metric, bound) -> {
          if (!metric.isFor(measured)) {
            throw new ParameterException(
                mixin.commandLine(),
                option(metric)
                    + (metric.isOfNumbers() ? " is for numbers" : " is for classes")
                    + ", which the model does not predict");
          }
          double value = metric.of(measured);
          if (!metric.reaches(value, bound)) {
            lines.add(
                Printable.format(
                    "%s %.6f misses %s %s", metric.words(), value, option(metric), bound));
          }
        });
    return lines;
  }

  /** Sets a bound; picocli sets null before it reads a command line. */
  private final class Entry implements ISetter {
    private final Metric metric;

    Entry(Metric metric) {
      this.metric = metric;
    }

    @Override
    public <T> T set(T value) {
      if (value == null) {
        bounds.remove(metric);
        return null;
      }
      double bound = (Double) value;
      boolean atMostOne = metric.moreIsBetter();
      if (!(bound >= 0) || bound > (atMostOne ? 1 : Double.MAX_VALUE)) {
        throw new ParameterException(
            mixin.commandLine(),
            option(metric)
                + (atMostOne ? " must be from 0 to 1: " : " must be 0 or more, and finite: ")
                + value);
      }
      bounds.put(metric, bound);
      return null;
    }
  }
}
