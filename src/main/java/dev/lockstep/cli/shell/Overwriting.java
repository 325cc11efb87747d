package dev.lockstep.cli.shell;

import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** The option to replace a command's output. */
public final class Overwriting {
  @Option(
      names = "--overwrite",
      description = "Replace --out where it exists. The old one stays until the new one is whole.")
  private boolean overwrite;

  /** Writes a folder that does not exist yet. */
  @FunctionalInterface
  public interface FolderWriting {
    void to(Path folder) throws IOException;
  }

  /**
   * Checks, before anything is read, that a file may and can be written.
   *
   * @throws OutputExistsException if it exists and may not be replaced, or is a folder
   */
  public void requireFile(OutputPlace out) throws IOException {
    FileStatus there = out.status().orElse(null);
    if (there != null && (there.isDirectory() || !overwrite)) {
      throw exists(out.path(), there.isDirectory());
    }
    out.probe(false);
  }

  /**
   * Checks, before anything is read, that a folder may and can be written.
   *
   * @param isOurs tells by its name whether a file is one of those that the command writes
   * @throws OutputExistsException if it exists and may not be replaced, or holds something else
   */
  public void requireFolder(OutputPlace out, Predicate<String> isOurs) throws IOException {
    FileStatus there = out.status().orElse(null);
    if (there != null) {
      requireReplaceable(out.path(), there, isOurs, out.conf());
    }
    out.probe(true);
  }

  private void requireReplaceable(
      Path out, FileStatus there, Predicate<String> isOurs, Configuration conf) throws IOException {
    if (!overwrite || !there.isDirectory()) {
      throw exists(out, !there.isDirectory());
    }
    for (FileStatus status : RunFiles.list(out, conf)) {
      String name = status.getPath().getName();
      if (status.isDirectory() || !isOurs.test(name)) {
        throw new OutputExistsException(
            out, "remove it: it holds " + name + ", which this command does not write");
      }
    }
  }

  private OutputExistsException exists(Path out, boolean otherKind) {
    return new OutputExistsException(out, otherKind ? "remove it" : "replace it with --overwrite");
  }

  /** Writes a folder; if it exists, writes a new one beside it and then replaces it. */
  public void writeFolder(Path out, Configuration conf, FolderWriting writing) throws IOException {
    if (RunFiles.status(out, conf).isEmpty()) {
      writing.to(out);
    } else {
      RunFiles.replaceFolder(out, conf, writing::to);
    }
  }
}
