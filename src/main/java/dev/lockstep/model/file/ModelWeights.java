package dev.lockstep.model.file;

import dev.lockstep.nn.Network;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Reads parameters from other programs: for each layer {@code layer0.weight} [inputs x outputs] and
 * {@code layer0.bias} [outputs], in an NPZ file or in a folder of CSV files.
 */
public final class ModelWeights {
  private ModelWeights() {}

  /**
   * Reads a network's parameters from an NPZ file (numpy.savez, numpy.savez_compressed; float32 or
   * float64), or from a folder with {@code layer0.weight.csv} and so on. It ignores an input
   * scaling in it.
   *
   * @return [P], all finite
   * @throws DamagedFileException if it is missing, or does not have the weights of this network
   * @throws IOException if the file system fails
   */
  public static float[] read(Path path, Network network, Configuration conf) throws IOException {
    FileStatus status =
        RunFiles.status(path, conf)
            .orElseThrow(() -> new DamagedFileException(path, "no such file or folder"));
    return status.isDirectory()
        ? CsvWeights.read(path, network, conf)
        : NpzWeights.read(path, network, conf);
  }
}
