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

  private DivergedException(String template) {
    super(NamesSettings.plain(template));
    this.template = template;
  }

  @Override
  public String message(UnaryOperator<String> nameOf) {
    return NamesSettings.fill(template, nameOf);
  }
}
