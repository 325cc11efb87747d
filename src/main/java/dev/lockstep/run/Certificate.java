package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.data.shard.Fingerprint;
import dev.lockstep.model.DamagedFileException;
import dev.lockstep.model.RunFiles;
import dev.lockstep.model.StrictJson;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.text.Counted;
import dev.lockstep.train.ScalingFit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What of a {@code run.json} another training can be held against: from which recipe and examples
 * which weights come.
 *
 * @param codeVersion of the release that trained
 * @param dataName what the user called the training set: a name, or a path as it was given
 * @param fingerprints of its examples, those held out included
 * @param partitions of the layout that it was trained in
 * @param epochSha256 of the weights after each epoch; fewer than the recipe's where training
 *     stopped early
 * @param weightsSha256 of the model's
 * @param origin how its data were read; empty in the records of older releases
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
  private static final int MAX_BYTES = 64 << 20;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern NAME = Pattern.compile("(?s).+");

  public Certificate {
    epochSha256 = List.copyOf(epochSha256);
    boolean mayStop =
        !epochSha256.isEmpty()
            && (recipe.stopping().patience() > 0 || recipe.optimizer() instanceof Lbfgs);
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
  }

  /** The scaling that was fitted to the training set; empty where training began with another. */
  public Optional<ScalingFit.Choice> fittedScaling() {
    if (origin.isPresent()) {
      return origin.get().scaling();
    }
    return recipe.from() == null
        ? Optional.of(ScalingFit.Choice.of(recipe.scaling().method()))
        : Optional.empty();
  }

  /** The names of the features' columns; empty where they have none. */
  public List<String> featureNames() {
    return origin.map(DataOrigin::featureNames).orElse(List.of());
  }

  /**
   * Out of a run folder.
   *
   * @throws DamagedFileException if there is no {@code run.json}, or it is damaged or of another
   *     version; names the field
   */
  public static Certificate read(Path runFolder, Configuration conf) throws IOException {
    Path file = new Path(runFolder, RunRecord.FILE_NAME);
    JsonNode root = document(file, conf);
    try {
      return read(root);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  /**
   * A {@code run.json} of this version, whatever else stands in it.
   *
   * @throws DamagedFileException if it is not one
   */
  static JsonNode document(Path file, Configuration conf) throws IOException {
    JsonNode root = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    JsonNode version = root.path("formatVersion");
    if (!version.isInt() || version.intValue() != RunRecord.FORMAT_VERSION) {
      throw new DamagedFileException(
          file,
          version.isMissingNode()
              ? "has no formatVersion"
              : "formatVersion is "
                  + DamagedFileException.quote(version.asText())
                  + "; this release reads version "
                  + RunRecord.FORMAT_VERSION);
    }
    return root;
  }

  private static Certificate read(JsonNode root) {
    JsonNode epochs = root.path("epochSha256");
    if (!epochs.isArray()) {
      throw new IllegalArgumentException("epochSha256: missing, or no array");
    }
    List<String> epochSha256 = new ArrayList<>();
    for (int e = 0; e < epochs.size(); e++) {
      epochSha256.add(text(epochs.get(e), "epochSha256[" + e + "]", SHA_256));
    }
    JsonNode partitions = root.at("/layout/partitions");
    if (!partitions.isInt()) {
      throw new IllegalArgumentException("layout.partitions: missing, or no whole number");
    }
    String codeVersion = text(root.path("codeVersion"), "codeVersion", NAME);
    Recipe recipe = recipe(root.path("recipe"));
    return new Certificate(
        codeVersion,
        recipe,
        text(root.at("/data/train/name"), "data.train.name", NAME),
        fingerprints(root, recipe),
        partitions.intValue(),
        epochSha256,
        text(root.path("weightsSha256"), "weightsSha256", SHA_256),
        origin(root.at("/data/read"), recipe));
  }

  private static Optional<DataOrigin> origin(JsonNode node, Recipe recipe) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    try {
      DataOrigin origin = DataOrigin.read(node);
      requireSize("featureNames", origin.featureNames(), recipe.network().features(), true);
      requireSize("classNames", origin.classNames(), recipe.network().classes(), false);
      return Optional.of(origin);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("data.read: " + e.getMessage(), e);
    }
  }

  private static void requireSize(String field, List<String> names, int size, boolean mayBeNone) {
    if (names.size() != size && !(mayBeNone && names.isEmpty())) {
      throw new IllegalArgumentException(
          field + ": has " + names.size() + " names, but the recipe has " + size);
    }
  }

  /** Of the test set only where there is one: nothing that is trained again depends on it. */
  private static Fingerprints fingerprints(JsonNode root, Recipe recipe) {
    JsonNode test = root.at("/data/test/fingerprint");
    return new Fingerprints(
        trainFingerprint(root.path("data"), recipe),
        test.isMissingNode()
            ? Optional.empty()
            : Optional.of(text(test, "data.test.fingerprint", FINGERPRINT)));
  }

  private static String trainFingerprint(JsonNode data, Recipe recipe) {
    String train = text(data.at("/train/fingerprint"), "data.train.fingerprint", FINGERPRINT);
    if (recipe.stopping().validation() == 0) {
      return train;
    }
    String heldOut =
        text(data.at("/validation/fingerprint"), "data.validation.fingerprint", FINGERPRINT);
    return Fingerprint.parse(train).plus(Fingerprint.parse(heldOut)).toString();
  }

  private static Recipe recipe(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("recipe: missing, or no object");
    }
    try {
      return RecipeJson.read(node);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("recipe: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode value, String field, Pattern form) {
    if (value.isMissingNode()) {
      throw new IllegalArgumentException(field + ": missing");
    }
    if (!value.isTextual() || !form.matcher(value.textValue()).matches()) {
      throw new IllegalArgumentException(
          field
              + ": "
              + DamagedFileException.quote(value.isTextual() ? value.textValue() : value.toString())
              + " is not what belongs there");
    }
    return value.textValue();
  }
}
