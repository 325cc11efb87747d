package dev.lockstep.cli.option;

import dev.lockstep.run.Checkpointer.Interval;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the interval of checkpoints: {@code 500} steps or {@code 60s}. */
public final class IntervalText implements ITypeConverter<Interval> {
  private static final Pattern FORM = Pattern.compile("(0*[1-9]\\d{0,8})(s?)");

  @Override
  public Interval convert(String value) {
    Matcher matcher = FORM.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is neither a number of steps, such as 500, nor of seconds, such as 60s");
    }
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).isEmpty() ? new Interval(number, 0) : new Interval(0, number);
  }
}
