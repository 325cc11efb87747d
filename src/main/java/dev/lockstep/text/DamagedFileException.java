package dev.lockstep.text;

import java.util.function.UnaryOperator;

/**
 * A run's file is missing, damaged or of another version. The message is one line that names the
 * file and says what is wrong with which value; control characters are written as escapes.
 */
public final class DamagedFileException extends RuntimeException implements NamesSettings {
  private static final long serialVersionUID = 1L;
  private static final int MAX_QUOTED = 60;
  private static final int MAX_PROBLEM = 400;

  private final String problem;
  private final String advice;

  public DamagedFileException(Object file, String problem) {
    this(file, problem, null);
  }

  public DamagedFileException(Object file, String problem, Throwable cause) {
    this(Printable.line(file + ": " + cut(problem)), "", cause);
  }

  private DamagedFileException(String problem, String advice, Throwable cause) {
    super(problem + NamesSettings.plain(advice), cause);
    this.problem = problem;
    this.advice = advice;
  }

  /**
   * Returns the exception for a place that holds something else.
   *
   * @param advice has settings' names in braces; see {@link NamesSettings}
   */
  public static DamagedFileException instead(Object place, String advice, Throwable cause) {
    return new DamagedFileException(Printable.line(place + ": "), advice, cause);
  }

  @Override
  public String message(UnaryOperator<String> nameOf) {
    return problem + NamesSettings.fill(advice, nameOf);
  }

  /** Returns a value from a file in quotes, shortened if it is long. */
  public static String quote(String value) {
    return value.length() <= MAX_QUOTED
        ? '"' + value + '"'
        : '"' + value.substring(0, MAX_QUOTED) + "\"... (" + value.length() + " characters)";
  }

  /** Returns a value from a file without quotes, shortened if it is long. */
  public static String shortened(String value) {
    return value.length() <= MAX_QUOTED
        ? value
        : value.substring(0, MAX_QUOTED) + "... (" + value.length() + " characters)";
  }

  private static String cut(String problem) {
    return problem.length() <= MAX_PROBLEM ? problem : problem.substring(0, MAX_PROBLEM) + "...";
  }
}
