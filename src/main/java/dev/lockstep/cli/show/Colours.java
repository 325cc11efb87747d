package dev.lockstep.cli.show;

import java.util.Locale;
import java.util.Map;

/** The colours that a terminal shows. */
public enum Colours {
  /** Any shade of grey. */
  TRUE {
    @Override
    String shade(double level, boolean upper) {
      int grey = (int) Math.round(255 * level);
      return (upper ? "38;2;" : "48;2;") + grey + ';' + grey + ';' + grey;
    }
  },

  /** Black and the 24 greys of a palette of 256. */
  INDEXED {
    @Override
    String shade(double level, boolean upper) {
      int greys = 24;
      int shade = (int) Math.round(greys * level);
      return (upper ? "38;5;" : "48;5;") + (shade == 0 ? BLACK : FIRST_GREY + shade - 1);
    }
  },

  /** None: a pixel is full or empty. */
  PLAIN {
    @Override
    String shade(double level, boolean upper) {
      throw new UnsupportedOperationException("no colours");
    }
  };

  private static final int BLACK = 16;
  private static final int FIRST_GREY = 232;

  /** The user's choice. */
  public enum Choice {
    AUTO,
    ALWAYS,
    INDEXED,
    NEVER;

    /** Returns the name on the command line. */
    @Override
    public String toString() {
      return this == INDEXED ? "256" : name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Returns the parameters of the escape sequence for a grey.
   *
   * @param level from 0, black, to 1, white
   * @param upper true for the upper half of a cell, its foreground
   */
  abstract String shade(double level, boolean upper);

  /**
   * Returns the colours of an output.
   *
   * @param environment {@code NO_COLOR}, {@code COLORTERM} and {@code TERM} tell what a terminal
   *     shows
   * @param isTerminal false for a file or a pipe, which gets none unless asked for
   */
  static Colours of(Choice choice, Map<String, String> environment, boolean isTerminal) {
    return switch (choice) {
      case ALWAYS -> TRUE;
      case INDEXED -> INDEXED;
      case NEVER -> PLAIN;
      case AUTO -> isTerminal ? ofTerminal(environment) : PLAIN;
    };
  }

  private static Colours ofTerminal(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "dumb");
    String colour = environment.getOrDefault("COLORTERM", "");
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty() || term.equals("dumb")) {
      return PLAIN;
    }
    if (colour.equals("truecolor") || colour.equals("24bit") || term.endsWith("-direct")) {
      return TRUE;
    }
    return term.contains("256color") ? INDEXED : PLAIN;
  }
}
