package dev.lockstep.retrain.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.data.DataNames;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.fit.CellCounts;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The distribution of a training set: how many examples each class has, each number's values
 * between its deciles, how many examples each category has, and how many cells are missing. It is
 * exact, so it is a function of the set of examples. It lies in the run folder of a model that a
 * retraining made, to compare later data with.
 *
 * @param examples the number of examples
 * @param classes the number of examples of each class; none where numbers are predicted
 * @param features the values of each feature that is a number
 * @param targets the values of the numbers to predict; none for classes
 * @param categories the texts of each feature that is a category
 */
public record Profile(
    long examples,
    List<ClassCount> classes,
    List<Bins> features,
    List<Bins> targets,
    List<Categories> categories) {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "profile.json";

  /** The version of files of classes and plain numbers alone. */
  private static final int PLAIN = 1;

  private static final int FORMAT_VERSION = 2;
  private static final int MAX_BYTES = 256 << 20;

  /** The number of examples of a class. */
  public record ClassCount(String name, long examples) {
    public ClassCount {
      if (name == null || examples < 0) {
        throw new IllegalArgumentException(name == null ? "name: missing" : "examples: negative");
      }
    }
  }

  /** The file's content. */
  private record Fields(
      int formatVersion,
      long examples,
      List<ClassCount> classes,
      List<Bins> features,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Bins> targets,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Categories> categories) {
    /** The files of plain tables stay as they were. */
    static Fields of(Profile profile) {
      boolean plain =
          profile.targets.isEmpty()
              && profile.categories.isEmpty()
              && profile.features.stream().allMatch(bins -> bins.missing() == null);
      return new Fields(
          plain ? PLAIN : FORMAT_VERSION,
          profile.examples,
          profile.classes,
          profile.features,
          profile.targets,
          profile.categories);
    }

    Profile profile() {
      if (formatVersion != PLAIN && formatVersion != FORMAT_VERSION) {
        throw new IllegalArgumentException(
            "formatVersion is "
                + formatVersion
                + "; this release reads versions "
                + PLAIN
                + " and "
                + FORMAT_VERSION);
      }
      return new Profile(examples, classes, features, orNone(targets), orNone(categories));
    }

    private static <T> List<T> orNone(List<T> list) {
      return list == null ? List.of() : list;
    }
  }

  public Profile {
    classes = List.copyOf(classes);
    features = List.copyOf(features);
    targets = List.copyOf(targets);
    categories = List.copyOf(categories);
    long ofClasses = classes.stream().mapToLong(ClassCount::examples).sum();
    if (examples < 1 || ofClasses != (targets.isEmpty() ? examples : 0)) {
      throw new IllegalArgumentException("classes: do not have " + examples + " examples");
    }
    List<String> names = classes.stream().map(ClassCount::name).toList();
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("classes: two have one name");
    }
    requireAll("features", features.stream().mapToLong(Bins::examples), examples);
    requireAll("targets", targets.stream().mapToLong(Bins::examples), examples);
    requireAll("categories", categories.stream().mapToLong(Categories::examples), examples);
  }

  private static void requireAll(String field, LongStream found, long examples) {
    long[] each = found.toArray();
    for (int i = 0; i < each.length; i++) {
      if (each[i] != examples) {
        throw new IllegalArgumentException(field + "[" + i + "]: has not all examples");
      }
    }
  }

  /**
   * Returns the profile of a training set; runs four jobs or more.
   *
   * @param train with features as read
   */
  public static Profile of(DataSet train, DataNames names) {
    CellCounts cells = train.columns().isEmpty() ? null : CellCounts.of(train);
    return new Profile(
        train.count(),
        classCounts(train, names.classes()),
        Deciles.of(Numbers.features(train, names, cells)),
        Deciles.of(Numbers.targets(train, names)),
        Categories.of(train, cells));
  }

  static List<ClassCount> classCounts(DataSet data, List<String> classNames) {
    long[] counts = Arrays.copyOf(data.statistics().perClass(), classNames.size());
    return IntStream.range(0, counts.length)
        .mapToObj(c -> new ClassCount(classNames.get(c), counts[c]))
        .toList();
  }

  /** Creates or replaces the file in a run folder. */
  public void write(Path runFolder, Configuration conf) throws IOException {
    String json = StrictJson.write(Fields.of(this)) + "\n";
    RunFiles.writeText(new Path(runFolder, FILE_NAME), conf, json);
  }

  /**
   * Reads the file in a run folder; empty if there is none, as in the folder of a plain training.
   *
   * @throws DamagedFileException if it is damaged or of another version
   */
  public static Optional<Profile> find(Path runFolder, Configuration conf) throws IOException {
    Path file = new Path(runFolder, FILE_NAME);
    if (RunFiles.status(file, conf).isEmpty()) {
      return Optional.empty();
    }
    JsonNode root = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    try {
      return Optional.of(StrictJson.read(root, Fields.class, "classes", "features").profile());
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  /** Returns the names of the features that are numbers; empty where they have none. */
  List<String> featureNames() {
    boolean named = features.stream().allMatch(bins -> bins.name() != null);
    return named ? features.stream().map(Bins::name).toList() : List.of();
  }
}
