package dev.lockstep.cli;

/** What labels are taken for. */
enum Task {
  CLASSIFICATION;

  @Override
  public String toString() {
    return "classification";
  }
}
