package dev.lockstep.data.files;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A file with rows of a table.
 *
 * @param folders the names of the folders in which it lies, outermost first, from the table's own
 *     folder or from a glob's first wildcard on
 * @param within the paths of the folders that were searched to find it, outermost first; none for a
 *     file that was named
 */
public record TableFile(FileStatus status, List<String> folders, List<Path> within) {
  public TableFile {
    folders = List.copyOf(folders);
    within = List.copyOf(within);
  }

  public Path path() {
    return status.getPath();
  }

  /** Returns its path below the table's own folder, or from a glob's first wildcard on. */
  public String below() {
    List<String> names = new ArrayList<>(folders);
    names.add(path().getName());
    return String.join("/", names);
  }

  /** Returns a file's path as a person writes it. */
  public static String show(Path file) {
    return "file".equals(file.toUri().getScheme()) ? file.toUri().getPath() : file.toString();
  }
}
