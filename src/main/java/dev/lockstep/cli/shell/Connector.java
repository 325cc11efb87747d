package dev.lockstep.cli.shell;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.util.VersionInfo;

/**
 * Names the package of a file system. Hadoop's client knows the names of many file systems and has
 * the classes of few.
 */
final class Connector {
  private static final Pattern NO_CLASS =
      Pattern.compile("Class org\\.apache\\.hadoop\\.fs\\.(\\w+)\\.[\\w.$]+ not found");
  private static final Pattern NO_SCHEME =
      Pattern.compile("No (?:Abstract)?FileSystem for scheme[: ]+\"?([\\w.+-]+)\"?");

  private static final Map<String, String> PACKAGE_OF_SCHEME =
      Map.ofEntries(
          Map.entry("s3a", "aws"),
          Map.entry("abfs", "azure"),
          Map.entry("abfss", "azure"),
          Map.entry("wasb", "azure"),
          Map.entry("wasbs", "azure"),
          Map.entry("adl", "azure-datalake"),
          Map.entry("gs", "gcp"),
          Map.entry("oss", "aliyun"),
          Map.entry("cosn", "cos"),
          Map.entry("obs", "huaweicloud"),
          Map.entry("tos", "tos"));

  /** Names in Hadoop's packages that differ from the scheme. */
  private static final Map<String, String> SCHEME_OF_CLASSES =
      Map.of("azurebfs", "abfss", "azure", "wasb", "aliyun", "oss");

  private Connector() {}

  /**
   * Returns how to get the file system that an exception's message misses; empty if it misses none.
   */
  static Optional<String> missing(String message) {
    Matcher noClass = NO_CLASS.matcher(message);
    if (noClass.find()) {
      String classes = noClass.group(1);
      return Optional.of(advice(SCHEME_OF_CLASSES.getOrDefault(classes, classes)));
    }
    Matcher noScheme = NO_SCHEME.matcher(message);
    return noScheme.find() ? Optional.of(advice(noScheme.group(1))) : Optional.empty();
  }

  private static String advice(String scheme) {
    if (scheme.equals("s3") || scheme.equals("s3n")) {
      return "no file system reads " + scheme + "://: write s3a://";
    }
    String hadoop = VersionInfo.getVersion();
    String name = PACKAGE_OF_SCHEME.get(scheme);
    if (name == null) {
      return "no file system reads " + scheme + "://";
    }
    // Since 3.5, Hadoop has its own for Google's storage.
    String coordinates =
        name.equals("gcp") && hadoop.matches("[12]\\..*|3\\.[0-4]\\..*")
            ? "com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26"
            : "org.apache.hadoop:hadoop-" + name + ":" + hadoop;
    return scheme
        + ":// needs a connector that this Spark lacks: add --packages "
        + coordinates
        + " before the command";
  }
}
