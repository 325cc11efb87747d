package dev.lockstep.ml;

import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Loss;
import dev.lockstep.registry.ModelReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/**
 * Writes and reads a model's folder: Spark's {@code metadata}, and Lockstep's {@code
 * model.safetensors}.
 */
final class ModelFolder {
  private ModelFolder() {}

  /**
   * Returns the model of a run of the command line.
   *
   * @throws IllegalArgumentException if its outputs are not probabilities
   */
  static Model ofRun(String path) {
    Model model = read(new Path(path), SparkSession.active().sparkContext());
    Loss loss = model.network().loss();
    if (!loss.hasProbabilities()) {
      throw new IllegalArgumentException(
          path + ": was trained with the loss " + loss + ", so its outputs are not probabilities");
    }
    return model;
  }

  /** Returns the run folder of a registry's version. */
  static String ofRegistry(String name) {
    try {
      return ModelReference.version(
              name, SparkSession.active().sparkContext().hadoopConfiguration())
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the model in a folder that a {@link Writer} wrote. */
  static Model ofStage(String path, SparkContext spark) {
    return read(new Path(path, ModelFile.NAME), spark);
  }

  private static Model read(Path path, SparkContext spark) {
    try {
      return ModelFile.read(path, spark.hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class Writer extends MLWriter {
    private final Params stage;
    private final Model model;

    Writer(Params stage, Model model) {
      this.stage = stage;
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(stage, path, sparkSession());
      try {
        ModelFile.write(model, new Path(path, ModelFile.NAME), sc().hadoopConfiguration());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
