package dev.lockstep.cli;

import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A name that may be a path: whatever Hadoop can make a path of. */
final class PathText implements ITypeConverter<String> {
  @Override
  public String convert(String value) {
    try {
      new Path(value);
      return value;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + value + "' is no path: " + e.getMessage());
    }
  }
}
