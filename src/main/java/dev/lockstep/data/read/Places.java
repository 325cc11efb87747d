package dev.lockstep.data.read;

import dev.lockstep.data.DataException;
import dev.lockstep.data.fetch.PublicSet;
import dev.lockstep.data.files.FileSearch;
import dev.lockstep.data.files.Glob;
import dev.lockstep.data.files.SparkPlace;
import dev.lockstep.data.files.TableFile;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The places where a user's names are searched: the working folder, then the folder of {@code
 * submit.sh}.
 *
 * @param dataFolder {@code $LOCKSTEP_DATA}, the first place for public data sets
 * @param home the folder of {@code submit.sh}
 */
public record Places(Optional<String> dataFolder, Optional<String> home) {
  static final String DIGITS = "digits";
  private static final String DATA = "data";

  /** Returns the places of this process; {@code submit.sh} passes its own folder. */
  public static Places ofProcess() {
    return new Places(variable("LOCKSTEP_DATA"), variable("LOCKSTEP_HOME"));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  /**
   * Returns a data set's name or absolute path, which means the same data in every working folder.
   *
   * @throws DataException if there is nothing of this name
   */
  public String locate(String nameOrPath, Configuration conf) {
    if (PublicSet.named(nameOrPath).isPresent()) {
      Path folder = publicFolder(nameOrPath, conf);
      // In other working folders this name does not mean this folder's data.
      return folder.isAbsolute() ? nameOrPath : absolute(folder, conf);
    }
    return find(nameOrPath, conf).orElseThrow(() -> missing(nameOrPath));
  }

  /** Returns the same as {@link #locate}, or the name itself if there is nothing. */
  public String locateIfThere(String nameOrPath, Configuration conf) {
    return find(nameOrPath, conf).orElse(nameOrPath);
  }

  /** Returns the files and folders of this name, or its matches; none for a built-in name. */
  public List<Path> found(String nameOrPath, Configuration conf) {
    if (isName(nameOrPath)) {
      return List.of();
    }
    return find(nameOrPath, conf).map(place -> matches(new Path(place), conf)).orElse(List.of());
  }

  /**
   * Returns the reason why data have not arrived yet: there is no file of this name, in a folder of
   * this name, or that matches; or files are still being written. Empty if they have.
   *
   * @param mark in the paths of the folders that have these data only
   */
  public Optional<String> notArrived(String nameOrPath, String mark, Configuration conf) {
    if (SparkPlace.isOne(nameOrPath)) {
      return Optional.empty();
    }
    Optional<String> place = find(nameOrPath, conf);
    try {
      FileSearch search = FileSearch.of(place.orElse(nameOrPath), conf);
      List<TableFile> files = search.files(place.isEmpty() ? List.of() : search.find());
      return files.isEmpty()
          ? Optional.of(nameOrPath + ": no file")
          : search.unfinished(files, mark).map(sign -> sign + ": files are still being written");
    } catch (IOException e) {
      throw new DataException(nameOrPath + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<String> find(String nameOrPath, Configuration conf) {
    if (isName(nameOrPath)) {
      return Optional.of(nameOrPath);
    }
    Path path = new Path(nameOrPath);
    if (!isRelative(path)) {
      return isThere(path, conf) ? Optional.of(nameOrPath) : Optional.empty();
    }
    return under(workingFolder(path, conf), path, conf)
        .or(() -> home.flatMap(folder -> under(new Path("file", null, folder), path, conf)));
  }

  static DataException missing(String nameOrPath) {
    if (Glob.isGlob(new Path(nameOrPath))) {
      return new DataException(nameOrPath + ": no file and no folder matches");
    }
    return new DataException(
        nameOrPath
            + ": no such file or folder, and no data set of that name (digits, mnist, fashion-mnist)");
  }

  /** Returns true if this is the name of a data set, whatever files there are. */
  public static boolean isName(String nameOrPath) {
    return nameOrPath.equals(DIGITS)
        || SparkPlace.isOne(nameOrPath)
        || PublicSet.named(nameOrPath).isPresent();
  }

  private static Path workingFolder(Path path, Configuration conf) {
    try {
      return path.getFileSystem(conf).getWorkingDirectory();
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the entry of a folder with this name, or its match there; the folder's own name is not
   * a pattern.
   */
  private static Optional<String> under(Path folder, Path path, Configuration conf) {
    return Stream.of(new Path(folder, path), new Path(Glob.escaped(folder), path))
        .filter(place -> isThere(place, conf))
        .findFirst()
        .map(place -> absolute(place, conf));
  }

  /** Returns the argument file of this name, which may lie beside {@code submit.sh}. */
  public String argumentFile(String name) {
    if (home.isEmpty() || new File(name).isAbsolute() || new File(name).exists()) {
      return name;
    }
    File beside = new File(home.get(), name);
    return beside.exists() ? beside.toString() : name;
  }

  /**
   * Returns the local folder to which public data sets are fetched, one of the places where they
   * are searched.
   *
   * @throws DataException if {@code $LOCKSTEP_DATA} is not a local folder
   */
  public String fetchFolder() {
    if (dataFolder.isEmpty()) {
      return home.map(folder -> new File(folder, DATA).toString()).orElse(DATA);
    }
    URI folder = new Path(dataFolder.get()).toUri();
    if (folder.getScheme() != null && !folder.getScheme().equals("file")) {
      throw new DataException(
          "LOCKSTEP_DATA is " + dataFolder.get() + ": data sets are fetched to a local folder");
    }
    return folder.getPath();
  }

  /**
   * Returns a public data set's folder: in {@code $LOCKSTEP_DATA}, in the working folder's {@code
   * data}, or in the {@code data} beside {@code submit.sh}.
   *
   * @throws DataException if it is in none of them
   */
  public Path publicFolder(String name, Configuration conf) {
    Path here = new Path(DATA, name);
    List<Path> places = new ArrayList<>();
    dataFolder.ifPresent(folder -> places.add(new Path(folder, name)));
    if (!home.equals(Optional.of(new File("").getAbsolutePath()))) {
      places.add(here);
    }
    besideScript(here).ifPresent(places::add);
    return places.stream()
        .filter(place -> isThere(new Path(place, "*"), conf))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    name
                        + (": not found in " + places)
                        + ("; fetch it with: ./submit.sh fetch " + name)));
  }

  private Optional<Path> besideScript(Path path) {
    return isRelative(path)
        ? home.map(folder -> new Path("file", null, folder + "/" + path))
        : Optional.empty();
  }

  /** Returns an absolute path; without a scheme if files are local by default. */
  private static String absolute(Path path, Configuration conf) {
    try {
      URI whole = path.getFileSystem(conf).makeQualified(path).toUri();
      boolean local = "file".equals(FileSystem.getDefaultUri(conf).getScheme());
      return local && "file".equals(whole.getScheme())
          ? whole.getPath()
          : new Path(whole).toString();
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isRelative(Path path) {
    return !path.isAbsolute() && path.toUri().getScheme() == null;
  }

  /** Returns true if there is a file or a folder of this name, or a match. */
  private static boolean isThere(Path path, Configuration conf) {
    return !matches(path, conf).isEmpty();
  }

  private static List<Path> matches(Path path, Configuration conf) {
    try {
      return FileSearch.of(path.toString(), conf).find().stream()
          .map(found -> found.status().getPath())
          .toList();
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
