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
   * @throws IllegalArgumentException if it is not one of probabilities of classes, or of one number
   */
  static Model ofRun(String path, boolean ofClasses) {
    Model model = read(new Path(path), SparkSession.active().sparkContext());
    if (!ofClasses) {
      require(
          !model.task().hasClasses(), path, "predicts classes: MlpClassificationModel reads it");
      int targets = model.names().size();
      require(targets == 1, path, "predicts " + targets + " numbers, and a stage predicts one");
      return model;
    }
    require(model.task().hasClasses(), path, "predicts numbers: MlpRegressionModel reads it");
    Loss loss = model.network().loss();
    require(
        loss.hasProbabilities(),
        path,
        "was trained with the loss " + loss + ", so its outputs are not probabilities");
    return model;
  }

  private static void require(boolean fits, String path, String problem) {
    if (!fits) {
      throw new IllegalArgumentException(path + ": " + problem);
    }
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

  /** Returns the exception for a model without a summary. */
  static IllegalStateException noSummary(String uid) {
    return new IllegalStateException(
        uid + " has no training summary: it was not trained here, but read from a file");
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
