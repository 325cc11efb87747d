package dev.lockstep.data.files;

import dev.lockstep.data.DataException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The entries of a folder.
 *
 * @param entries files and folders, hidden ones too
 * @param unreachable names of this machine's files that Java cannot open: links to nothing, and
 *     names in another encoding
 */
public record Folder(Path path, List<FileStatus> entries, List<String> unreachable) {

  /** Lists a folder. */
  static Folder list(FileSystem files, Path path) throws IOException {
    List<FileStatus> entries = List.of(files.listStatus(path));
    if (!isLocal(files)) {
      return new Folder(path, entries, List.of());
    }
    // Hadoop leaves out the names that it lists but cannot open.
    Set<String> found = new HashSet<>();
    entries.forEach(entry -> found.add(entry.getPath().getName()));
    String[] names = new File(path.toUri().getPath()).list();
    List<String> lost =
        names == null
            ? List.of()
            : Arrays.stream(names)
                .filter(n -> !found.contains(n) && !isHidden(n))
                .sorted()
                .toList();
    return new Folder(path, entries, lost);
  }

  /**
   * Returns true for names that a folder's search and a wildcard skip, because other programs use
   * them, such as {@code _SUCCESS}, {@code .part-0.csv.crc} and files that are still being copied.
   * A partition's folder may begin with an underscore.
   */
  static boolean isHidden(String name) {
    return name.startsWith(".")
        || (name.startsWith("_") && !name.contains("="))
        || isBeingCopied(name);
  }

  /** Returns true for the name that Hadoop gives a file until it is whole. */
  static boolean isBeingCopied(String name) {
    return name.endsWith("._COPYING_");
  }

  /** Returns the entries that are not hidden. */
  List<FileStatus> visible() {
    return entries.stream().filter(entry -> !isHidden(entry.getPath().getName())).toList();
  }

  /** Returns the names of hidden entries. */
  List<String> hidden() {
    return entries.stream()
        .map(entry -> entry.getPath().getName())
        .filter(Folder::isHidden)
        .sorted()
        .toList();
  }

  boolean has(String name) {
    return entries.stream().anyMatch(entry -> entry.getPath().getName().equals(name));
  }

  /** Returns an exception with the reason why a listed name cannot be read. */
  DataException cannotReach(String name) {
    boolean link = Files.isSymbolicLink(new File(path.toUri().getPath(), name).toPath());
    return new DataException(
        TableFile.show(path)
            + "/"
            + name
            + (link
                ? ": is a link to nothing"
                : ": cannot be opened under this name, which is in another encoding than "
                    + System.getProperty("sun.jnu.encoding")));
  }

  /**
   * Refuses a file of this machine that is not a plain file or cannot be read.
   *
   * @throws DataException that says which
   */
  public static void requirePlainFile(FileStatus file) {
    if (!"file".equals(file.getPath().toUri().getScheme())) {
      return;
    }
    File local = new File(file.getPath().toUri().getPath());
    if (!local.isFile() && local.exists()) {
      throw new DataException(local + ": is neither a file nor a folder");
    }
    if (!local.canRead()) {
      throw new DataException(local + ": cannot be read: permission denied");
    }
  }

  /** Returns the status of the file or folder at a path; null if there is none. */
  static FileStatus statusOf(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** Returns the path of a folder's entry, with any characters in its name. */
  static Path child(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }

  static boolean isLocal(FileSystem files) {
    return "file".equals(files.getUri().getScheme());
  }
}
