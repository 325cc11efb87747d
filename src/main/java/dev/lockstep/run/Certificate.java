package dev.lockstep.run;

import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.text.Counted;
import java.util.List;
import java.util.Optional;

/**
 * The part of a {@code run.json} that another training can be compared with: the recipe, the
 * examples and the weights that come from them.
 *
 * @param codeVersion of the release that trained
 * @param dataName the user's name of the training set: a name, or a path as given
 * @param fingerprints of its examples, the validation set's included
 * @param partitions of the layout in which it was trained
 * @param epochSha256 of the weights after each epoch; fewer than the recipe's where training
 *     stopped early
 * @param weightsSha256 of the model
 * @param origin the way its data were read; empty in the records of older releases
 */
public record Certificate(
    String codeVersion,
    Recipe recipe,
    String dataName,
    Fingerprints fingerprints,
    int partitions,
    List<String> epochSha256,
    String weightsSha256,
    Optional<DataOrigin> origin) {

  public Certificate {
    epochSha256 = List.copyOf(epochSha256);
    boolean mayStop = !epochSha256.isEmpty() && recipe.mayEndEarly();
    if (mayStop ? epochSha256.size() > recipe.epochs() : epochSha256.size() != recipe.epochs()) {
      throw new IllegalArgumentException(
          "epochSha256: has "
              + Counted.of(epochSha256.size(), "hash")
              + ", but the recipe has "
              + Counted.of(recipe.epochs(), "epoch"));
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("layout.partitions: must be 1 or more: " + partitions);
    }
    if (origin.isPresent()) {
      requireSize(
          "featureNames", origin.get().featureNames(), recipe.preprocessing().cells(), true);
      int names = recipe.task().names(recipe.network());
      requireSize(
          recipe.task().hasClasses() ? "classNames" : "targetNames",
          origin.get().names(),
          names,
          false);
    }
  }

  /**
   * Returns the scaling that was fitted to the training set; empty if training began with another.
   */
  public Optional<ScalingChoice> fittedScaling() {
    if (origin.isPresent()) {
      return origin.get().scaling();
    }
    return recipe.from() == null
        ? Optional.of(ScalingChoice.of(recipe.scaling().method()))
        : Optional.empty();
  }

  /** Returns the user's names of the places where the training set lay. */
  public List<String> places() {
    return origin.map(DataOrigin::data).orElse(List.of(dataName));
  }

  /** Returns the names of the features' columns; empty where they have none. */
  public List<String> featureNames() {
    return origin.map(DataOrigin::featureNames).orElse(List.of());
  }

  private static void requireSize(String field, List<String> names, int size, boolean mayBeNone) {
    if (names.size() != size && !(mayBeNone && names.isEmpty())) {
      throw new IllegalArgumentException(
          "data.read: " + field + ": has " + names.size() + " names, but the recipe has " + size);
    }
  }
}
