package dev.lockstep.input;

import dev.lockstep.text.Blanks;
import java.util.Optional;

/**
 * The texts of booleans: {@code true} and {@code false}, in any case, blanks around them or not.
 */
public final class TruthText {
  private TruthText() {}

  /** Returns the boolean of a text; empty if it is another text. */
  public static Optional<Boolean> of(String text) {
    String bare = Blanks.strip(text);
    return bare.equalsIgnoreCase("true")
        ? Optional.of(true)
        : bare.equalsIgnoreCase("false") ? Optional.of(false) : Optional.empty();
  }
}
