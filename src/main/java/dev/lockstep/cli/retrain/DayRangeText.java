package dev.lockstep.cli.retrain;

import dev.lockstep.retrain.DayRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the days of {@code --backfill}. */
final class DayRangeText implements ITypeConverter<DayRange> {
  @Override
  public DayRange convert(String value) {
    try {
      return DayRange.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
