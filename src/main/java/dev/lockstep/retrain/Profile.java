package dev.lockstep.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The distribution of a training set: how many examples each class has, and each feature's values
 * between its deciles. It is exact, so it is a function of the set of examples. It lies in the run
 * folder of a model that a retraining made, to compare later data with.
 *
 * @param examples the number of examples
 * @param classes the number of examples of each class
 * @param features the values of each feature
 */
public record Profile(long examples, List<ClassCount> classes, List<Bins> features) {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "profile.json";

  private static final int FORMAT_VERSION = 1;
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
      int formatVersion, long examples, List<ClassCount> classes, List<Bins> features) {}

  public Profile {
    classes = List.copyOf(classes);
    features = List.copyOf(features);
    if (examples < 1 || classes.stream().mapToLong(ClassCount::examples).sum() != examples) {
      throw new IllegalArgumentException("classes: do not have " + examples + " examples");
    }
    List<String> names = classes.stream().map(ClassCount::name).toList();
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("classes: two have one name");
    }
    for (int f = 0; f < features.size(); f++) {
      if (features.get(f).examples() != examples) {
        throw new IllegalArgumentException("features[" + f + "]: has not all examples");
      }
    }
  }

  /**
   * Returns the profile of a training set; runs four jobs or more. Of columns that are not plain
   * numbers it has the numbers, with 0 for those that are missing, and not the categories.
   *
   * @param train with features as read
   * @param featureNames one for each; empty where they have none
   * @param classNames one for each
   */
  public static Profile of(DataSet train, List<String> featureNames, List<String> classNames) {
    List<Bins> numbers = Deciles.of(train.numbers(), train.numberNames(featureNames));
    return new Profile(train.count(), classCounts(train, classNames), numbers);
  }

  static List<ClassCount> classCounts(DataSet data, List<String> classNames) {
    long[] counts = Arrays.copyOf(data.statistics().perClass(), classNames.size());
    return IntStream.range(0, counts.length)
        .mapToObj(c -> new ClassCount(classNames.get(c), counts[c]))
        .toList();
  }

  /** Creates or replaces the file in a run folder. */
  public void write(Path runFolder, Configuration conf) throws IOException {
    Fields fields = new Fields(FORMAT_VERSION, examples, classes, features);
    RunFiles.writeText(new Path(runFolder, FILE_NAME), conf, StrictJson.write(fields) + "\n");
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
      Fields fields = StrictJson.read(root, Fields.class, "classes", "features");
      if (fields.formatVersion != FORMAT_VERSION) {
        throw new IllegalArgumentException(
            "formatVersion is "
                + fields.formatVersion
                + "; this release reads version "
                + FORMAT_VERSION);
      }
      return Optional.of(new Profile(fields.examples, fields.classes, fields.features));
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  /** Returns the features' names; empty where they have none. */
  List<String> featureNames() {
    boolean named = features.stream().allMatch(bins -> bins.name() != null);
    return named ? features.stream().map(Bins::name).toList() : List.of();
  }
}
