package dev.lockstep.model.foreign;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a dense layer's array.
 *
 * @param layer the layer's part of it; may be empty
 * @param part whether it is the weights or the bias
 * @param told the dimensions of weights of such names; empty where the name does not tell
 */
record ArrayName(String layer, Part part, Optional<WeightOrder> told) {
  enum Part {
    WEIGHT,
    BIAS
  }

  /** As in 0.weight, dense/kernel:0, layers/dense_1/vars/0. */
  private static final Pattern NAMED =
      Pattern.compile("(?:(.*)[./])?(weights?|kernel|w|W|bias|b|vars/[01])(?::0)?");

  /** As in fc1_weight. */
  private static final Pattern JOINED = Pattern.compile("(.+)_(weights?|kernel|w|W|bias|b)");

  /** As in W1, layer.b2. */
  private static final Pattern NUMBERED =
      Pattern.compile("((?:.*[./_])?)(weights?|kernel|w|W|bias|b)_?(\\d+)");

  /** As numpy.savez calls arrays without names. */
  private static final Pattern NAMELESS = Pattern.compile("arr_(\\d+)");

  /** As Lockstep's export calls layers. */
  private static final Pattern OURS = Pattern.compile("layer\\d+");

  private static final Set<String> OF_NORMALISATION =
      Set.of(
          "running_mean",
          "running_var",
          "num_batches_tracked",
          "moving_mean",
          "moving_variance",
          "gamma",
          "beta");

  /**
   * Returns the parts of a name; empty if it is not that of a dense layer's array.
   *
   * @param npz true if the file is of NumPy's, where layer0.weight is a name of Lockstep's export
   */
  static Optional<ArrayName> of(String name, boolean npz) {
    Matcher numbered = NUMBERED.matcher(name);
    if (numbered.matches()) {
      return Optional.of(
          named(numbered.group(1) + numbered.group(3), numbered.group(2), Optional.empty()));
    }
    for (Pattern pattern : new Pattern[] {NAMED, JOINED}) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        String layer = matcher.group(1) == null ? "" : matcher.group(1);
        return Optional.of(named(layer, matcher.group(2), ofWeight(layer, npz)));
      }
    }
    return Optional.empty();
  }

  /** Returns the dimensions of an array that is called weight. */
  private static Optional<WeightOrder> ofWeight(String layer, boolean npz) {
    if (!OURS.matcher(layer).matches()) {
      return Optional.of(WeightOrder.OUT_IN);
    }
    return npz ? Optional.of(WeightOrder.IN_OUT) : Optional.empty();
  }

  private static ArrayName named(String layer, String word, Optional<WeightOrder> ofWeight) {
    Part part = word.startsWith("b") || word.equals("vars/1") ? Part.BIAS : Part.WEIGHT;
    Optional<WeightOrder> told =
        switch (word) {
          case "kernel", "vars/0" -> Optional.of(WeightOrder.IN_OUT);
          case "weight" -> ofWeight;
          default -> Optional.empty();
        };
    return new ArrayName(layer, part, told);
  }

  /** Returns the number of a nameless array; empty for others. */
  static Optional<Long> number(String name) {
    Matcher matcher = NAMELESS.matcher(name);
    return matcher.matches() && matcher.group(1).length() < 10
        ? Optional.of(Long.valueOf(matcher.group(1)))
        : Optional.empty();
  }

  /** Returns true for the arrays of a batch normalisation. */
  static boolean isOfNormalisation(String name) {
    String last = name.toLowerCase(Locale.ROOT).replaceAll(".*[./]", "").replaceAll(":0$", "");
    return OF_NORMALISATION.contains(last);
  }
}
