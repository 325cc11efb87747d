package dev.lockstep.cli.retrain;

import dev.lockstep.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** The name of a decision: a hash of what it follows from, and the champion's version. */
final class Key {
  private Key() {}

  static String of(String... parts) {
    return Sha256.hex((String.join("\0", parts) + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the name of a decision against a champion, or against none. */
  static String against(String key, OptionalInt champion) {
    return key + "-" + champion.orElse(0);
  }

  /** Returns what the names of a decision against any champion begin with: the inverse. */
  static String ofAny(String name) {
    return name.substring(0, name.lastIndexOf('-'));
  }

  /** Returns true if a name is that of a decision against any champion. */
  static boolean isOf(String key, String name) {
    return name.startsWith(key + "-");
  }
}
