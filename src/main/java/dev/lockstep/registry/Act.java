package dev.lockstep.registry;

/** What an entry of a registry's history records. */
public enum Act {
  /** A new version became the champion. */
  PUBLISHED("published"),
  /** A new version did not become the champion, because it is not better. */
  KEPT("kept"),
  /** A new version was refused by a check; it may have no model. */
  REFUSED("refused"),
  /** A person made a version the champion. */
  PROMOTED("promoted"),
  /** A person went back to a former champion. */
  ROLLED_BACK("rolled back");

  private final String word;

  Act(String word) {
    this.word = word;
  }

  /** Returns true for an act that makes its version the champion. */
  boolean crowns() {
    return this == PUBLISHED || this == PROMOTED || this == ROLLED_BACK;
  }

  /** Returns true for an act that adds a version. */
  boolean adds() {
    return this == PUBLISHED || this == KEPT || this == REFUSED;
  }

  @Override
  public String toString() {
    return word;
  }
}
