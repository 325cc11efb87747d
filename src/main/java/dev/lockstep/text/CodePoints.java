package dev.lockstep.text;

/**
 * The order of texts by their code points: UTF-8 keeps it, and {@link String#compareTo} does not.
 */
public final class CodePoints {
  private CodePoints() {}

  /** Compares two texts; the shorter one is less where it begins the other. */
  public static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Surrogates stand for code points above all others of one char.
        boolean bothOrNone = Character.isSurrogate(x) == Character.isSurrogate(y);
        return bothOrNone ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
