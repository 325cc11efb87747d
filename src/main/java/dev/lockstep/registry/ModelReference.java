package dev.lockstep.registry;

import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A model's name: a path, or a version in a registry. */
public final class ModelReference {
  private static final Pattern VERSION = Pattern.compile("(.+)@(champion|\\d{1,9})");

  /** What may be meant for a version. */
  private static final Pattern LIKE_VERSION = Pattern.compile("(.+)@([^/]*)");

  private ModelReference() {}

  /**
   * Returns the path that a name stands for: for {@code REGISTRY@champion} and {@code REGISTRY@12}
   * the folder of that version, which stays the same while others are published; for all other
   * names, and where there is a file of the name, the name itself. What follows a registry and an
   * at sign must be a version.
   *
   * @param warning told of damage that does not stop a reader
   * @throws DamagedFileException if there is no such registry or version
   */
  public static Path resolve(String name, Configuration conf, Consumer<String> warning)
      throws IOException {
    Path path = new Path(name);
    Matcher like = LIKE_VERSION.matcher(name);
    if (!like.matches() || RunFiles.status(path, conf).isPresent()) {
      return path;
    }
    Registry registry = new Registry(new Path(like.group(1)), conf, warning);
    String version = like.group(2);
    if (VERSION.matcher(name).matches()) {
      return version.equals("champion")
          ? champion(registry)
          : registry.version(Integer.parseInt(version));
    }
    if (registry.exists()) {
      throw version.matches("-?\\d+")
          ? registry.noVersion(version)
          : registry.damaged(
              "has no version '"
                  + version
                  + "'; name a version in it, as in REGISTRY@champion or REGISTRY@12");
    }
    return path;
  }

  /**
   * Returns the folder of a registry's version.
   *
   * @param name as above, or a registry, which stands for its champion
   * @throws DamagedFileException if there is no such registry or version
   */
  public static Path version(String name, Configuration conf) throws IOException {
    Path path = resolve(name, conf, damage -> {});
    return VERSION.matcher(name).matches() ? path : resolve(name + "@champion", conf, damage -> {});
  }

  private static Path champion(Registry registry) throws IOException {
    return registry
        .champion()
        .map(champion -> registry.folderOf(champion.version()))
        .orElseThrow(() -> new DamagedFileException(registry.folder(), "has no champion yet"));
  }
}
