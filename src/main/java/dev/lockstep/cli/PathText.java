package dev.lockstep.cli;

import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A name that may be a path: whatever Hadoop can make a path of. In {@code 10:00/a.csv} or {@code
 * a:b.csv} the colon is no mark of a file system.
 */
final class PathText implements ITypeConverter<String> {
  @Override
  public String convert(String value) {
    try {
      new Path(value);
      return value;
    } catch (IllegalArgumentException e) {
      if (value.indexOf(':') > 0) {
        return "./" + value;
      }
      throw new TypeConversionException("'" + value + "' is no path: " + e.getMessage());
    }
  }
}
