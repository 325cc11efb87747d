package dev.lockstep.data;

/** Thrown when data that are otherwise right have no examples. */
public final class NoExamplesException extends DataException {
  private static final long serialVersionUID = 1L;

  /** Names the data. */
  public NoExamplesException(String name) {
    super(name + ": has no examples");
  }
}
