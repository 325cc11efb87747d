package dev.lockstep.model.file;

import dev.lockstep.model.Safetensors;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Safetensors files on any of Hadoop's file systems. */
public final class SafetensorsFile {
  private SafetensorsFile() {}

  /**
   * Creates or replaces {@code file}, as {@link RunFiles#write} does.
   *
   * @throws IllegalArgumentException if names and metadata are too long to be read again
   */
  public static void write(Safetensors content, Path file, Configuration conf) throws IOException {
    content.requireReadable();
    RunFiles.write(file, conf, content::write);
  }

  /**
   * Reads a file.
   *
   * @throws DamagedFileException if there is no such file, or it breaks the format, or a tensor is
   *     not float32
   * @throws IOException if the file system fails
   */
  public static Safetensors read(Path file, Configuration conf) throws IOException {
    return RunFiles.read(file, conf, (in, bytes) -> Safetensors.of(file, in, bytes));
  }

  /**
   * Reads another program's file, as {@link Safetensors#ofAnyFloats} does.
   *
   * @throws DamagedFileException if there is no such file, or it cannot be read
   */
  public static Safetensors readAnyFloats(
      Path file, Configuration conf, Safetensors.TensorCheck check) throws IOException {
    return RunFiles.read(
        file, conf, (in, bytes) -> Safetensors.ofAnyFloats(file, in, bytes, check));
  }

  /** Reads a file's metadata. @throws DamagedFileException if its header is damaged */
  public static Map<String, String> metadata(Path file, Configuration conf) throws IOException {
    return RunFiles.read(file, conf, (in, bytes) -> Safetensors.metadata(file, in, bytes));
  }
}
