package dev.lockstep.model;

import dev.lockstep.nn.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * An array of a network in a file.
   *
   * @param offset the place of its first number among the parameters
   */
  record Slot(String name, List<Integer> shape, int offset) {

    /** Returns all arrays of a network, in the order of its parameters. */
    static List<Slot> of(Network network) {
      List<Slot> slots = new ArrayList<>();
      for (int l = 0; l < network.layers(); l++) {
        slots.add(
            new Slot(
                Model.weightName(l),
                List.of(network.inputs(l), network.outputs(l)),
                network.weightOffset(l)));
        slots.add(new Slot(Model.biasName(l), List.of(network.outputs(l)), network.biasOffset(l)));
      }
      return slots;
    }

    int rows() {
      return shape.get(0);
    }

    int columns() {
      return shape.size() == 1 ? 1 : shape.get(1);
    }
  }
}
