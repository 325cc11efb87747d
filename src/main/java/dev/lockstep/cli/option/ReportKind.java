package dev.lockstep.cli.option;

import java.util.Locale;

/** What a run leaves for people, beside its files for programs. */
public enum ReportKind {
  HTML,
  NONE;

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
