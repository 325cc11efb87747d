package dev.lockstep.cli.shell;

import dev.lockstep.data.read.Places;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.report.MetricsLog;
import dev.lockstep.report.page.MistakesFile;
import dev.lockstep.report.page.RunPage;
import dev.lockstep.run.Checkpoints;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunJson;
import dev.lockstep.run.RunLock;
import dev.lockstep.storage.FileFailedException;
import dev.lockstep.storage.RunFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The place of a command's output, its {@code --out}. It is checked before anything is read. */
public record OutputPlace(CommandSpec command, Path path, Configuration conf) {
  /** The files that make a folder a run folder; another command's output does not replace it. */
  private static final Set<String> OF_RUN =
      Set.of(
          ModelFile.NAME,
          RunJson.FILE_NAME,
          RunLock.FILE_NAME,
          DataOrigin.FILE_NAME,
          MetricsLog.FILE_NAME,
          MetricsLog.CSV_FILE_NAME,
          MistakesFile.NAME,
          RunPage.FILE_NAME,
          Checkpoints.FOLDER_NAME);

  /**
   * Returns the file or folder that lies there.
   *
   * @throws OutputExistsException if it is neither
   * @throws ParameterException if the folder above would be a file
   */
  public Optional<FileStatus> status() throws IOException {
    File local = local();
    if (local != null && Files.isSymbolicLink(local.toPath()) && !local.exists()) {
      throw new OutputExistsException(path, "remove it: it is a link that leads nowhere");
    }
    if (local != null && local.exists() && !local.isFile() && !local.isDirectory()) {
      throw new OutputExistsException(path, "remove it: it is neither a file nor a folder");
    }
    for (Path above = whole().getParent(); above != null; above = above.getParent()) {
      Optional<FileStatus> there = RunFiles.status(above, conf);
      if (there.isPresent() && !there.get().isDirectory()) {
        throw wrong(Path.getPathWithoutSchemeAndAuthority(above) + " is not a folder");
      }
      if (there.isPresent()) {
        break;
      }
    }
    return RunFiles.status(path, conf);
  }

  /**
   * Creates the folder and the missing folders above it.
   *
   * @throws FileFailedException if it cannot be created
   */
  public void makeFolder() throws IOException {
    RunFiles.makeFolder(path, conf);
  }

  /**
   * Creates a folder there and removes it again; if there is one, a file beside it.
   *
   * @throws FileFailedException if that fails
   */
  public void probe(boolean folder) throws IOException {
    List<Path> missing = missing();
    try {
      if (folder && !missing.isEmpty()) {
        makeFolder();
      } else {
        probeFile();
      }
    } finally {
      remove(missing);
    }
  }

  private void probeFile() throws IOException {
    Path file = RunFiles.temporaryName(whole());
    try {
      files().create(file, false).close();
      files().delete(file, false);
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(path, e);
    }
  }

  /** Returns the place and the folders above it that do not exist, from the place upwards. */
  private List<Path> missing() throws IOException {
    List<Path> missing = new ArrayList<>();
    Path place = whole();
    while (place != null && RunFiles.status(place, conf).isEmpty()) {
      missing.add(place);
      place = place.getParent();
    }
    return missing;
  }

  private void remove(List<Path> folders) {
    try {
      for (Path folder : folders) {
        files().delete(folder, false);
      }
    } catch (IOException e) {
      // Someone else has put something there meanwhile, and it stays.
    }
  }

  /**
   * Refuses a place that is, holds or lies within the command's input, and one of a run's files.
   *
   * @param data as its option names it; null if there is none
   * @throws ParameterException that says which of these
   */
  public void requireApart(Path model, String data) throws IOException {
    boolean inRun = path.getParent() != null && OF_RUN.contains(path.getParent().getName());
    if ((inRun || OF_RUN.contains(path.getName())) && RunFiles.status(path, conf).isPresent()) {
      throw wrong("this file belongs to a run folder; choose another");
    }
    requireApart(model, "the model", false);
    if (data != null) {
      for (Path read : Places.ofProcess().found(data, conf)) {
        requireApart(read, "--data", true);
      }
    }
  }

  private void requireApart(Path read, String what, boolean within) throws IOException {
    String out = real(path);
    String in = real(read);
    String relation =
        out.equals(in)
            ? "is"
            : in.startsWith(folder(out))
                ? "holds"
                : within && out.startsWith(folder(in)) ? "lies within" : null;
    if (relation != null) {
      throw wrong(relation + " " + what + "; choose another");
    }
  }

  private static String folder(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  /** Returns the path with its links resolved. */
  private String real(Path of) throws IOException {
    FileSystem fs = RunFiles.fileSystem(of, conf);
    return fs instanceof RawLocalFileSystem local
        ? "file:" + local.pathToFile(of).getCanonicalPath()
        : fs.makeQualified(of).toString();
  }

  /** Returns the local file; null on other file systems. */
  private File local() throws IOException {
    return files() instanceof RawLocalFileSystem fs ? fs.pathToFile(path) : null;
  }

  private FileSystem files() throws IOException {
    return RunFiles.fileSystem(path, conf);
  }

  private Path whole() throws IOException {
    return files().makeQualified(path);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(
        command.commandLine(), "--out " + OutputExistsException.shown(path) + ": " + message);
  }
}
