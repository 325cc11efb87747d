package dev.lockstep.run;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fingerprints of a run's examples, each 32 hexadecimal digits.
 *
 * @param train of the examples that it learns from
 * @param test of those that it is tested on; empty if the writer did not record it
 */
public record Fingerprints(String train, Optional<String> test) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public Fingerprints {
    require(train);
    test.ifPresent(Fingerprints::require);
  }

  private static void require(String fingerprint) {
    if (!FORM.matcher(fingerprint).matches()) {
      throw new IllegalArgumentException("not a fingerprint of examples: " + fingerprint);
    }
  }
}
