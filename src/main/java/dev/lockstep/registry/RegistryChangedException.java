package dev.lockstep.registry;

import org.apache.hadoop.fs.Path;

/** Another process has changed the registry since this one looked; the same command may go on. */
public final class RegistryChangedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RegistryChangedException(Path folder, String change) {
    super(folder + ": " + change + "; run the command again");
  }
}
