package dev.lockstep.cli.option;

/** The meaning of labels. */
public enum Task {
  CLASSIFICATION;

  @Override
  public String toString() {
    return "classification";
  }
}
