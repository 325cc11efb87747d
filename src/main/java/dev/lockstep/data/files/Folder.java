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
 * What a folder holds.
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
    // Hadoop leaves out what it does not find again under the name that was listed.
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
   * Returns true for a name that is passed over within a folder and by a wildcard: what other
   * programs keep for themselves, such as {@code _SUCCESS}, {@code .part-0.csv.crc} and files that
   * are still being copied. The folder of a partition may begin with an underscore.
   */
  static boolean isHidden(String name) {
    return name.startsWith(".")
        || (name.startsWith("_") && !name.contains("="))
        || name.endsWith("._COPYING_");
  }

  /** The entries but for hidden ones. */
  List<FileStatus> visible() {
    return entries.stream().filter(entry -> !isHidden(entry.getPath().getName())).toList();
  }

  /** The names of hidden entries. */
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

  /** Says why a name that was listed cannot be read. */
  DataException cannotReach(String name) {
    boolean link = Files.isSymbolicLink(new File(path.toUri().getPath(), name).toPath());
    return new DataException(
        ListedFiles.show(path)
            + "/"
            + name
            + (link
                ? ": is a link to nothing"
                : ": cannot be opened under this name, which is in another encoding than "
                    + System.getProperty("sun.jnu.encoding")));
  }

  /**
   * Refuses a file of this machine that is neither a plain file nor to be read.
   *
   * @throws DataException that says which of both
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

  /** The status of what has a path; null if there is nothing. */
  static FileStatus statusOf(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** A folder's entry, whatever is in the name. */
  static Path child(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }

  static boolean isLocal(FileSystem files) {
    return "file".equals(files.getUri().getScheme());
  }
}
