package dev.lockstep.data;

import dev.lockstep.text.NamesSettings;
import java.util.function.UnaryOperator;

/**
 * The data are wrong or missing. The message is one line that names the file and, if known, the
 * row, the column and the value.
 */
public class DataException extends RuntimeException implements NamesSettings {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String advice;

  public DataException(String message) {
    this(message, "", null);
  }

  public DataException(String message, Throwable cause) {
    this(message, "", cause);
  }

  /**
   * Creates the exception of a message that ends with an advice.
   *
   * @param advice has settings' names in braces; see {@link NamesSettings}
   */
  public DataException(String problem, String advice) {
    this(problem, advice, null);
  }

  public DataException(String problem, String advice, Throwable cause) {
    super(problem + NamesSettings.plain(advice), cause);
    this.problem = problem;
    this.advice = advice;
  }

  @Override
  public String message(UnaryOperator<String> nameOf) {
    return problem + NamesSettings.fill(advice, nameOf);
  }
}
