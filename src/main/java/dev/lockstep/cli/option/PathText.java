package dev.lockstep.cli.option;

import dev.lockstep.data.files.SparkPlace;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Checks a name that may be a path: any path of Hadoop's, except for the Web's, which Hadoop does
 * not list. In {@code 10:00/a.csv} or {@code a:b.csv} the colon does not end a scheme.
 */
public final class PathText implements ITypeConverter<String> {
  @Override
  public String convert(String value) {
    if (SparkPlace.isOne(value)) {
      return value;
    }
    try {
      URI uri = new Path(value).toUri();
      String scheme = uri.getScheme();
      if (scheme != null && scheme.matches("https?|ftp")) {
        throw new TypeConversionException(
            "'" + value + "' is on the Web: download it, and name the file");
      }
      if (scheme == null && uri.getAuthority() != null) {
        return value.replaceFirst("^/+", "/"); // The system reads //tmp/x in this way too.
      }
      if ("file".equals(scheme) && uri.getAuthority() != null) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is a file of the host "
                + uri.getAuthority()
                + "; one here is file:///PATH");
      }
      return value;
    } catch (IllegalArgumentException e) {
      if (value.indexOf(':') > 0) {
        return "./" + value;
      }
      throw new TypeConversionException("'" + value + "' is not a path: " + e.getMessage());
    }
  }
}
