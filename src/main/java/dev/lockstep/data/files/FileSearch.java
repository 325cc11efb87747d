package dev.lockstep.data.files;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.Glob.Found;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The search for the files that a user names. Spark reads from its listing too. It follows links,
 * goes down into folders of folders, and skips hidden names.
 */
public final class FileSearch {
  private static final int DEEPEST = 64;

  private final String place;
  private final FileSystem files;

  /** Names of skipped files, for a message. */
  private final List<String> others = new ArrayList<>();

  private FileSearch(String place, FileSystem files) {
    this.place = place;
    this.files = files;
  }

  public static FileSearch of(String place, Configuration conf) throws IOException {
    return new FileSearch(place, new Path(place).getFileSystem(conf));
  }

  /**
   * Returns the file or folder with exactly this name; without one, all that the name matches as a
   * glob.
   */
  public List<Found> find() throws IOException {
    Path path = new Path(place);
    FileStatus exact = Folder.statusOf(files, path);
    if (exact != null) {
      return List.of(new Found(exact, List.of()));
    }
    return Glob.isGlob(path) ? List.copyOf(Glob.match(files, path)) : List.of();
  }

  /** Returns an entry of a folder; if none has exactly this name, one that differs in case only. */
  public Optional<Found> entry(Found folder, String name) throws IOException {
    List<FileStatus> entries = Folder.list(files, folder.status().getPath()).entries();
    return entries.stream()
        .filter(entry -> entry.getPath().getName().equals(name))
        .findFirst()
        .or(() -> entries.stream().filter(e -> named(e).equalsIgnoreCase(name)).findFirst())
        .map(entry -> new Found(entry, List.of()));
  }

  /** Returns the names in a folder that are not hidden, sorted; those of folders end in a slash. */
  public List<String> names(Found folder) throws IOException {
    return Folder.list(files, folder.status().getPath()).visible().stream()
        .map(entry -> named(entry) + (entry.isDirectory() ? "/" : ""))
        .sorted()
        .toList();
  }

  private static String named(FileStatus entry) {
    return entry.getPath().getName();
  }

  /** Returns the files found, and those in the folders found. */
  public List<TableFile> files(Collection<Found> found) throws IOException {
    List<TableFile> all = new ArrayList<>();
    for (Found one : found) {
      if (one.status().isDirectory()) {
        collect(one.status().getPath(), one.folders(), List.of(), all);
      } else {
        all.add(new TableFile(one.status(), one.folders(), List.of()));
      }
    }
    return all;
  }

  private void collect(Path path, List<String> folders, List<Path> above, List<TableFile> all)
      throws IOException {
    requireNew(path, above);
    List<Path> within = append(above, path);
    Folder folder = Folder.list(files, path);
    requireNoTableFormat(folder);
    for (String lost : folder.unreachable()) {
      if (TableFormat.ofFile(lost).isPresent()) {
        throw folder.cannotReach(lost);
      }
    }
    others.addAll(folder.hidden());
    for (FileStatus entry : folder.visible()) {
      if (entry.isDirectory()) {
        collect(entry.getPath(), append(folders, named(entry)), within, all);
      } else {
        all.add(new TableFile(entry, folders, within));
      }
    }
  }

  /**
   * Returns a sign that files are still being written beside those found: the folder in which Spark
   * keeps unfinished work, or a file that Hadoop is copying. Empty if there is none.
   *
   * @param mark in the paths of the folders that are looked at
   */
  public Optional<String> unfinished(List<TableFile> found, String mark) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    for (TableFile file : found) {
      folders.addAll(file.within());
      folders.add(file.path().getParent());
    }
    for (Path folder : folders) {
      List<FileStatus> entries =
          folder.toString().contains(mark) ? Folder.list(files, folder).entries() : List.of();
      for (FileStatus entry : entries) {
        if (named(entry).equals("_temporary") || Folder.isBeingCopied(named(entry))) {
          return Optional.of(TableFile.show(entry.getPath()));
        }
      }
    }
    return Optional.empty();
  }

  private static <T> List<T> append(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }

  /** Refuses a link that leads back to a folder of the search. */
  private void requireNew(Path path, List<Path> above) throws IOException {
    boolean again = above.size() > DEEPEST;
    if (Folder.isLocal(files)) {
      String real = real(path);
      for (Path one : above) {
        again |= real.equals(real(one));
      }
    }
    if (again) {
      throw new DataException(TableFile.show(path) + ": is a link to a folder in which it lies");
    }
  }

  private static String real(Path path) throws IOException {
    return new File(path.toUri().getPath()).getCanonicalPath();
  }

  /**
   * Refuses a folder of a table format that keeps deleted rows in files and says elsewhere which
   * files count.
   */
  private void requireNoTableFormat(Folder folder) throws IOException {
    String format = folder.has("_delta_log") ? "Delta" : folder.has(".hoodie") ? "Hudi" : null;
    if (format == null && folder.has("metadata") && folder.has("data")) {
      FileStatus metadata = Folder.statusOf(files, new Path(folder.path(), "metadata"));
      boolean iceberg =
          metadata != null
              && metadata.isDirectory()
              && Folder.list(files, metadata.getPath()).entries().stream()
                  .anyMatch(entry -> named(entry).endsWith(".metadata.json"));
      format = iceberg ? "Iceberg" : null;
    }
    if (format != null) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: is a table of %s, some of whose files may not count: write its rows to a"
                  + " Parquet folder of their own",
              TableFile.show(folder.path()),
              format),
          String.format(
              Locale.ROOT,
              ", or read it by {format} %s where Spark has its package",
              format.toLowerCase(Locale.ROOT)));
    }
  }

  /** Returns an exception that names the files found in place of a table's. */
  public DataException nothing(List<TableFile> all) {
    List<String> names = all.stream().map(file -> file.path().getName()).toList();
    if (names.isEmpty() && others.isEmpty()) {
      return new DataException(place + ": is empty");
    }
    return new DataException(
        names.isEmpty()
            ? place
                + ": holds hidden files only: "
                + some(others)
                + "; one is read where it is named itself"
            : place + ": holds no files of CSV, Parquet or IDX, but " + some(names));
  }

  private static String some(List<String> names) {
    String first =
        names.stream()
            .sorted()
            .limit(4)
            .map(CellException::shown)
            .collect(Collectors.joining(", "));
    return names.size() > 4 ? first + ", ..." : first;
  }
}
