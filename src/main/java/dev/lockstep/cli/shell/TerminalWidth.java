package dev.lockstep.cli.shell;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Tells the number of columns of the terminal behind standard error; asks again after a second. */
public final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 80;

  /** Prints nothing if standard error is not a terminal. */
  private static final String ASK = "[ -t 2 ] && { stty size <&2 2>/dev/null || echo 0 0; }";

  private final Map<String, String> environment;
  private long askedNanos;
  private int columns = -1;

  public TerminalWidth(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Returns the columns; 0 if there is no terminal, or it cannot overwrite a line. */
  @Override
  public int getAsInt() {
    boolean due = System.nanoTime() - askedNanos >= TimeUnit.SECONDS.toNanos(1);
    if (columns < 0 || (columns > 0 && due)) {
      columns = of(isDumb() ? "" : answer(), environment.get("COLUMNS"));
      askedNanos = System.nanoTime();
    }
    return columns;
  }

  private boolean isDumb() {
    String type = environment.get("TERM");
    return type == null || type.isEmpty() || type.equals("dumb");
  }

  /**
   * Returns the columns that {@code stty} tells, else those of the environment.
   *
   * @param size rows and columns, zeros if they are not known; empty without a terminal
   */
  static int of(String size, String environment) {
    if (size.isBlank()) {
      return 0;
    }
    int told = number(size.strip().replaceAll(".*\\s", ""));
    return told > 0 ? told : number(environment) > 0 ? number(environment) : USUAL;
  }

  private static int number(String text) {
    return text != null && text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }

  private static String answer() {
    try {
      Process sh = new ProcessBuilder("sh", "-c", ASK).redirectError(Redirect.INHERIT).start();
      sh.getOutputStream().close();
      return new String(sh.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return ""; // Without sh, lines are plain.
    }
  }
}
