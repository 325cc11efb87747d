package dev.lockstep.text;

import java.util.Locale;

/** A count with its noun, as in "1 shard" and "2 shards". */
public final class Counted {
  private Counted() {}

  /** Returns the count and its noun, as in "1 class" and "60000 classes". */
  public static String of(long count, String singular) {
    return count + " " + noun(count, singular);
  }

  /** Returns them with commas between the thousands, as in "60,000 examples". */
  public static String grouped(long count, String singular) {
    return String.format(Locale.ROOT, "%,d %s", count, noun(count, singular));
  }

  private static String noun(long count, String singular) {
    if (count == 1) {
      return singular;
    }
    if (singular.endsWith("y") && !singular.matches(".*[aeiou]y")) {
      return singular.substring(0, singular.length() - 1) + "ies";
    }
    boolean hisses = singular.endsWith("s") || singular.endsWith("sh") || singular.endsWith("x");
    return singular + (hisses ? "es" : "s");
  }
}
