package dev.lockstep.cli.option;

/** What labels are taken for. */
public enum Task {
  CLASSIFICATION;

  @Override
  public String toString() {
    return "classification";
  }
}
