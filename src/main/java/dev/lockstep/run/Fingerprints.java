package dev.lockstep.run;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Of the examples that a run has to do with, each 32 hexadecimal digits.
 *
 * @param train of those that it learns from
 * @param test of those that it is measured on; nothing where who wrote it down did not say
 */
public record Fingerprints(String train, Optional<String> test) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public Fingerprints {
    require(train);
    test.ifPresent(Fingerprints::require);
  }

  private static void require(String fingerprint) {
    if (!FORM.matcher(fingerprint).matches()) {
      throw new IllegalArgumentException("no fingerprint of examples: " + fingerprint);
    }
  }
}
