package dev.lockstep.model.file;

import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Safetensors;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Models in files of any of Hadoop's file systems. */
public final class ModelFile {
  /** The model's file in a run folder. */
  public static final String NAME = Model.FILE_NAME;

  private ModelFile() {}

  /** Creates or replaces a file. */
  public static void write(Model model, Path file, Configuration conf) throws IOException {
    SafetensorsFile.write(ModelFormat.write(model), file, conf);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param path a model's file, or a run folder with one
   * @throws DamagedFileException if there is none, or it is not a model of this version
   */
  public static Model read(Path path, Configuration conf) throws IOException {
    boolean folder = RunFiles.status(path, conf).filter(FileStatus::isDirectory).isPresent();
    Path file = folder ? new Path(path, NAME) : path;
    return ModelFormat.read(file, content(path, file, conf));
  }

  /**
   * Returns false for a safetensors file of another program: its header is sound, and has no
   * metadata of Lockstep's.
   */
  public static boolean isOurs(Path file, Configuration conf) throws IOException {
    try {
      return ModelFormat.isOurs(SafetensorsFile.metadata(file, conf));
    } catch (DamagedFileException e) {
      return true; // Its reader says what is wrong.
    }
  }

  private static Safetensors content(Path path, Path file, Configuration conf) throws IOException {
    try {
      return SafetensorsFile.read(file, conf);
    } catch (DamagedFileException e) {
      throw PlaceProbe.kind(path, conf)
          .flatMap(PlaceKind::insteadOfModel)
          .map(advice -> DamagedFileException.instead(path, advice, e))
          .orElse(e);
    }
  }
}
