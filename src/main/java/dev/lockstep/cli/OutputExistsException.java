package dev.lockstep.cli;

import org.apache.hadoop.fs.Path;

/** What a command is to write exists already; the message says how to go on. */
final class OutputExistsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputExistsException(Path out, String advice) {
    super("--out " + OutputPlace.shown(out) + ": already exists; choose another, or " + advice);
  }
}
