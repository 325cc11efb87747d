package dev.lockstep.registry;

import dev.lockstep.storage.DamagedFileException;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A model's name: a path, or a version in a registry. */
public final class ModelReference {
  private static final Pattern VERSION = Pattern.compile("(.+)@(champion|\\d{1,9})");

  private ModelReference() {}

  /**
   * Returns the path that a name stands for: for {@code REGISTRY@champion} and {@code REGISTRY@12}
   * the folder of that version, which stays the same while others are published; for all other
   * names, and where there is a file of the name, the name itself.
   *
   * @param warning told of damage that does not stop a reader
   * @throws DamagedFileException if there is no such registry or version
   */
  public static Path resolve(String name, Configuration conf, Consumer<String> warning)
      throws IOException {
    Path path = new Path(name);
    Matcher version = VERSION.matcher(name);
    if (!version.matches() || RunFiles.status(path, conf).isPresent()) {
      return path;
    }
    Registry registry = new Registry(new Path(version.group(1)), conf, warning);
    return version.group(2).equals("champion")
        ? champion(registry)
        : registry.version(Integer.parseInt(version.group(2)));
  }

  /**
   * Returns the folder of a registry's version.
   *
   * @param name as above, or a registry, which stands for its champion
   * @throws DamagedFileException if there is no such registry or version
   */
  public static Path version(String name, Configuration conf) throws IOException {
    return resolve(VERSION.matcher(name).matches() ? name : name + "@champion", conf, damage -> {});
  }

  private static Path champion(Registry registry) throws IOException {
    return registry
        .champion()
        .map(champion -> registry.folderOf(champion.version()))
        .orElseThrow(() -> new DamagedFileException(registry.folder(), "has no champion yet"));
  }
}
