package dev.lockstep.cli.retrain;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.option.RepeatedOption;
import dev.lockstep.retrain.DailyData;
import dev.lockstep.retrain.DayPattern;
import dev.lockstep.retrain.DayRange;
import dev.lockstep.retrain.DayWindow;
import dev.lockstep.text.SettingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** The data of a retraining: those to learn from, and those that both models are scored on. */
final class RetrainData {
  /** A century; so many folders are looked for one by one. */
  private static final int MOST_DAYS = 36_525;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      required = true,
      description =
          "As for train, and more than once for rows in several places. {day} stands for a day, as in"
              + " 'landing/{day}/*.parquet'.")
  List<String> data;

  @Option(
      names = "--day",
      paramLabel = "DAY",
      converter = DayText.class,
      description = "The newest day, as in 2026-11-28. Default: yesterday")
  LocalDate day;

  @Option(
      names = "--backfill",
      paramLabel = "A..B",
      converter = DayRangeText.class,
      description =
          "Decide about each day from A to B, one after another, in place of one --day. Days without"
              + " data, and those whose data are wrong, are named and left out.")
  DayRange backfill;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      converter = ZoneText.class,
      defaultValue = "UTC",
      description = "Where yesterday is told, as in Europe/Berlin. Default: ${DEFAULT-VALUE}")
  ZoneId zone;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many days up to the newest. Default: ${DEFAULT-VALUE}")
  int days;

  @Option(
      names = "--min-days",
      paramLabel = "N",
      defaultValue = "1",
      description = "The fewest days whose data must be there. Default: ${DEFAULT-VALUE}")
  int minDays;

  @Option(
      names = {"--holdout", "--test-data"},
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      description =
          "The test set on which the models are compared. Default: that of the data; of a table a"
              + " fifth, chosen by content")
  String holdout;

  @Option(
      names = "--holdout-days",
      paramLabel = "K",
      defaultValue = "0",
      description = "The newest K days are the test set and are not learned from. Default: none")
  int holdoutDays;

  private static final class DayText implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String value) {
      return read(value, LocalDate::parse, "a day, such as 2026-11-28");
    }
  }

  private static final class ZoneText implements ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String value) {
      return read(value, ZoneId::of, "a time zone, such as UTC or Europe/Berlin");
    }
  }

  private static final class DayRangeText implements ITypeConverter<DayRange> {
    @Override
    public DayRange convert(String value) {
      try {
        return DayRange.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private static <T> T read(String value, Function<String, T> reader, String wanted) {
    try {
      return reader.apply(value);
    } catch (DateTimeException e) {
      throw new TypeConversionException("'" + value + "' is not " + wanted);
    }
  }

  boolean isBackfill() {
    return backfill != null;
  }

  /**
   * Looks for the data.
   *
   * @param newest the newest day; empty for yesterday
   * @throws SettingException if options contradict each other
   */
  DailyData find(Optional<LocalDate> newest, Configuration conf) {
    RetrainChecks.require(
        day == null || backfill == null, "{day} and {backfill} exclude each other");
    RetrainChecks.require(
        days >= 1 && days <= MOST_DAYS, "{days} must be from 1 to " + MOST_DAYS + ": " + days);
    RetrainChecks.require(minDays >= 1, "{minDays} must be 1 or more: " + minDays);
    RetrainChecks.require(minDays <= days, "{minDays} " + minDays + " is more than {days} " + days);
    RetrainChecks.require(holdoutDays >= 0, "{holdoutDays} must be 0 or more: " + holdoutDays);
    RetrainChecks.require(
        holdout == null || !DayPattern.isOne(holdout), "{holdout} is the same on all days");
    RetrainChecks.require(
        holdout == null || holdoutDays == 0, "{holdout} and {holdoutDays} exclude each other");
    DayWindow window = DayWindow.of(newest, zone, Instant.now(), days);
    List<String> places =
        RepeatedOption.latest(command.commandLine().getParseResult(), "--data", data);
    DailyData found = DailyData.find(places, window, conf);
    RetrainChecks.require(
        found.isDaily()
            || (holdoutDays == 0 && day == null && !isBackfill() && days == 1 && minDays == 1),
        "{day}, {backfill}, {days}, {minDays} and {holdoutDays} need the day's place in the path of"
            + " {data}, written as the word day in braces");
    RetrainChecks.require(
        holdoutDays < days || (holdoutDays == days && found.learnsFromOtherData()),
        "{holdoutDays} " + holdoutDays + " leaves none of {days} " + days + " to learn from");
    return found;
  }

  /** Returns the places to learn from. */
  List<String> training(DailyData found, Configuration conf) {
    return DataLoading.locate(found.training(holdoutDays), conf);
  }

  /** Returns the places of the test set; none if it comes with the training set. */
  List<String> test(DailyData found, Configuration conf) {
    if (holdout != null) {
      return List.of(DataLoading.locate(holdout, conf));
    }
    return holdoutDays == 0 ? List.of() : DataLoading.locate(found.holdout(holdoutDays), conf);
  }
}
