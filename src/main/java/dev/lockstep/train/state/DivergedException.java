package dev.lockstep.train.state;

import dev.lockstep.text.NamesSettings;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Training has reached a number that is not finite. */
public final class DivergedException extends RuntimeException implements NamesSettings {
  private static final long serialVersionUID = 1L;

  private final String template;

  public DivergedException(int epoch, long step, String what) {
    this(
        String.format(
            Locale.ROOT,
            "training diverged at step %d (epoch %d): %s; try a smaller {learningRate} or {clipNorm}",
            step,
            epoch,
            what));
  }

  /** Returns the exception for a number that no step has led to: the first parameters gave it. */
  public static DivergedException beforeTheFirstStep(String what) {
    return new DivergedException(
        "training cannot begin: "
            + what
            + " with the first parameters; the examples' weights or the features may be too large"
            + " (those after {scaling})");
  }

  private DivergedException(String template) {
    super(NamesSettings.plain(template));
    this.template = template;
  }

  @Override
  public String message(UnaryOperator<String> nameOf) {
    return NamesSettings.fill(template, nameOf);
  }
}
