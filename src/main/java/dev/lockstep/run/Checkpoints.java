package dev.lockstep.run;

import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run's folder of checkpoints. It keeps the two newest: if the newest is damaged, there is the
 * one before.
 */
public final class Checkpoints {
  /** The folder's name in a run folder. */
  public static final String FOLDER_NAME = "checkpoints";

  private static final int KEPT = 2;

  /** In any script's digits, because earlier builds wrote those of the user's language. */
  private static final Pattern NAME = Pattern.compile("step-(\\p{Nd}{12})\\.safetensors");

  private final Path folder;
  private final Configuration conf;

  /** Creates the checkpoints of a run; the folder need not exist yet. */
  public Checkpoints(Path runFolder, Configuration conf) {
    folder = new Path(runFolder, FOLDER_NAME);
    this.conf = conf;
  }

  /**
   * Writes a checkpoint, then removes all but it and the one before. (A later one is damaged:
   * training has gone on from before it.)
   */
  public Path write(Checkpoint checkpoint) throws IOException {
    Path file =
        new Path(
            folder,
            String.format(Locale.ROOT, "step-%012d.safetensors", checkpoint.state().step()));
    checkpoint.write(file, conf);
    int kept = 0;
    for (Path other : newestFirst()) {
      boolean later = step(other) > checkpoint.state().step();
      if (later || kept == KEPT) {
        folder.getFileSystem(conf).delete(other, false);
      } else {
        kept++;
      }
    }
    return file;
  }

  /**
   * Returns the newest whole checkpoint.
   *
   * @param warning told of each damaged one that is skipped
   * @throws DamagedFileException if there are some, and all are damaged
   */
  public Optional<Checkpoint> latest(Consumer<String> warning) throws IOException {
    DamagedFileException last = null;
    for (Path file : newestFirst()) {
      try {
        return Optional.of(Checkpoint.read(file, conf));
      } catch (DamagedFileException e) {
        warning.accept(e.getMessage());
        last = e;
      }
    }
    if (last != null) {
      throw last;
    }
    return Optional.empty();
  }

  /** Removes what a killed writer has left; only the run folder's holder may call this. */
  public void removeAbandoned() throws IOException {
    if (folder.getFileSystem(conf).exists(folder)) {
      RunFiles.removeAbandoned(folder, conf);
    }
  }

  /** Removes all checkpoints, and their folder if nothing else is in it. */
  public void remove() throws IOException {
    FileSystem files = folder.getFileSystem(conf);
    for (Path file : newestFirst()) {
      files.delete(file, false);
    }
    if (files.exists(folder) && files.listStatus(folder).length == 0) {
      files.delete(folder, false);
    }
  }

  private List<Path> newestFirst() throws IOException {
    FileStatus[] entries;
    try {
      entries = folder.getFileSystem(conf).listStatus(folder);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    for (FileStatus entry : entries) {
      if (entry.isFile() && NAME.matcher(entry.getPath().getName()).matches()) {
        files.add(entry.getPath());
      }
    }
    files.sort(Comparator.comparingLong(Checkpoints::step).reversed());
    return files;
  }

  private static long step(Path file) {
    Matcher name = NAME.matcher(file.getName());
    if (!name.matches()) {
      throw new IllegalArgumentException("not a checkpoint's name: " + file);
    }
    return Long.parseLong(name.group(1));
  }
}
