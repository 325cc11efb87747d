package dev.lockstep.data.files;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/**
 * A pattern of paths in Hadoop's form: <code>* ? [a-c] {x,y}</code>, and a backslash before a
 * character that stands for itself. Hadoop's own search stops at the first name with a colon beside
 * those that match; this one matches name by name.
 */
public final class Glob {
  private final FileSystem files;
  private final Map<Path, Found> found = new LinkedHashMap<>();

  /**
   * A file or a folder that matches.
   *
   * @param folders the names of the folders in which it lies, from the first wildcard on, and its
   *     own if it is a folder
   */
  public record Found(FileStatus status, List<String> folders) {
    public Found {
      folders = List.copyOf(folders);
    }
  }

  private Glob(FileSystem files) {
    this.files = files;
  }

  /** Returns true if a path is a pattern: it has wildcards, and all its brackets are closed. */
  public static boolean isGlob(Path path) {
    String text = path.toUri().getPath();
    return hasWildcard(text)
        && alternatives(text).stream()
            .flatMap(one -> names(one).stream())
            .allMatch(Glob::isPattern);
  }

  private static boolean hasWildcard(String text) {
    return text.matches("(?s).*[*?\\[\\]{}\\\\].*");
  }

  private static boolean isPattern(String name) {
    try {
      new GlobFilter(name);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a pattern that matches this path only. */
  public static Path escaped(Path path) {
    URI uri = path.toUri();
    String literal = uri.getPath().replaceAll("[*?\\[\\]{}\\\\]", "\\\\$0");
    return new Path(uri.getScheme(), uri.getAuthority(), literal);
  }

  /** Finds all matches, each once. */
  static Collection<Found> match(FileSystem files, Path pattern) throws IOException {
    Glob glob = new Glob(files);
    String path = pattern.toUri().getPath();
    boolean absolute = path.startsWith(Path.SEPARATOR);
    Path start = absolute ? new Path(Path.SEPARATOR) : files.getWorkingDirectory();
    int fixed = 0;
    List<String> names = names(path);
    while (fixed < names.size() && !hasWildcard(names.get(fixed))) {
      fixed++;
    }
    for (String one : alternatives(path)) {
      glob.search(files.makeQualified(start), names(one), 0, fixed, List.of());
    }
    return glob.found.values();
  }

  private static List<String> names(String path) {
    return List.of(path.split("/")).stream()
        .filter(name -> !name.isEmpty() && !name.equals("."))
        .toList();
  }

  private void search(Path at, List<String> names, int next, int fixed, List<String> folders)
      throws IOException {
    FileStatus here = Folder.statusOf(files, at);
    if (here == null) {
      return;
    }
    if (next == names.size()) {
      int own = here.isDirectory() || folders.isEmpty() ? 0 : 1;
      found.putIfAbsent(here.getPath(), new Found(here, folders.subList(0, folders.size() - own)));
      return;
    }
    if (!here.isDirectory()) {
      return;
    }
    String name = names.get(next);
    GlobFilter filter = new GlobFilter(name);
    if (!filter.hasPattern()) {
      String plain = name.replaceAll("\\\\(.)", "$1");
      step(plain.equals("..") ? up(at) : Folder.child(at, plain), names, next, fixed, folders);
      return;
    }
    Folder folder = Folder.list(files, at);
    for (FileStatus entry : folder.entries()) {
      Path path = entry.getPath();
      if (filter.accept(path) && !isPassedOver(path.getName(), name)) {
        step(path, names, next, fixed, folders);
      }
    }
    for (String lost : folder.unreachable()) {
      if (filter.accept(Folder.child(at, lost))) {
        throw folder.cannotReach(lost);
      }
    }
  }

  private static Path up(Path at) {
    return at.isRoot() ? at : at.getParent();
  }

  private void step(Path child, List<String> names, int next, int fixed, List<String> folders)
      throws IOException {
    List<String> below = new ArrayList<>(folders);
    if (next >= fixed) {
      below.add(child.getName());
    }
    search(child, names, next + 1, fixed, below);
  }

  /** Returns true for a hidden name, unless the pattern begins with the character that hides it. */
  private static boolean isPassedOver(String name, String pattern) {
    String begin = pattern.startsWith("\\") ? pattern.substring(1) : pattern;
    boolean asked = "._".indexOf(name.charAt(0)) >= 0 && begin.charAt(0) == name.charAt(0);
    return Folder.isHidden(name) && !asked;
  }

  /** Returns the patterns without braces that a pattern with braces stands for. */
  private static List<String> alternatives(String pattern) {
    int open = outside(pattern, 0, "{");
    int close = open < 0 ? -1 : outside(pattern, open + 1, "}");
    if (close < 0) {
      return List.of(pattern);
    }
    List<String> all = new ArrayList<>();
    int from = open + 1;
    while (from <= close) {
      int comma = outside(pattern, from, ",}");
      String one = pattern.substring(0, open) + pattern.substring(from, comma);
      all.addAll(alternatives(one + pattern.substring(close + 1)));
      from = comma + 1;
    }
    return all;
  }

  /**
   * Returns the first place of one of these characters outside of brackets and of further braces.
   */
  private static int outside(String pattern, int from, String wanted) {
    int depth = 0;
    for (int i = from; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (depth == 0 && wanted.indexOf(c) >= 0) {
        return i;
      }
      if (c == '\\') {
        i++;
      } else if (c == '[' && pattern.indexOf(']', i + 1) > 0) {
        i = pattern.indexOf(']', i + 1);
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      }
    }
    return -1;
  }
}
