package dev.lockstep.cli.retrain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalInt;

/** The name of a decision: a hash of what it follows from, and the champion's version. */
final class Key {
  private Key() {}

  static String of(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns the name of a decision against a champion, or against none. */
  static String against(String key, OptionalInt champion) {
    return key + "-" + champion.orElse(0);
  }

  /** Returns true if a name is that of a decision against any champion. */
  static boolean isOf(String key, String name) {
    return name.startsWith(key + "-");
  }
}
