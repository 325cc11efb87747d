package dev.lockstep.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * Checks the Spark that has started Lockstep. It reads the versions of Spark and Scala from files
 * in their jars, because their classes may not link.
 */
public final class RequiredSpark {
  private static final String OLDEST = "4.0";
  private static final String SCALA = "2.13";

  /** Hadoop in older ones asks Java for its user in a way that Java 24 and later refuse. */
  private static final String OLDEST_FOR_JAVA_24 = "4.2";

  private RequiredSpark() {}

  /** Returns the reason why Lockstep does not run on this Spark; empty if it does. */
  public static Optional<String> refusal() {
    return refusal(
        version("/spark-version-info.properties", "version"),
        version("/library.properties", "version.number"),
        Runtime.version().feature());
  }

  /**
   * Returns the reason; empty if there is none.
   *
   * @param spark its version; empty if unknown
   * @param scala the version of its library; empty if unknown
   */
  public static Optional<String> refusal(Optional<String> spark, Optional<String> scala, int java) {
    if (spark.isPresent() && isOlder(spark.get(), OLDEST)) {
      return Optional.of(
          "Spark " + spark.get() + " is too old: Lockstep needs Spark 4.0 or later, on Scala 2.13");
    }
    if (scala.isPresent() && !scala.get().startsWith(SCALA + ".")) {
      return Optional.of(
          "this Spark is built for Scala " + scala.get() + ": Lockstep needs one for Scala 2.13");
    }
    if (java >= 24 && spark.isPresent() && isOlder(spark.get(), OLDEST_FOR_JAVA_24)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "Spark %s does not run on Java %d: use JDK 17 or 21, or Spark 4.2 or later",
              spark.get(),
              java));
    }
    return Optional.empty();
  }

  private static boolean isOlder(String version, String other) {
    String[] parts = version.split("[.-]", -1);
    String[] others = other.split("[.]", -1);
    for (int i = 0; i < others.length; i++) {
      int difference = i < parts.length ? number(parts[i]) - number(others[i]) : -1;
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }

  /** Returns a part of a version; a vendor's word counts as new. */
  private static int number(String part) {
    return part.matches("[0-9]{1,6}") ? Integer.parseInt(part) : Integer.MAX_VALUE / 2;
  }

  private static Optional<String> version(String file, String field) {
    try (InputStream in = RequiredSpark.class.getResourceAsStream(file)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return Optional.ofNullable(properties.getProperty(field));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
