package dev.lockstep.ml;

import dev.lockstep.ml.vector.Scorers;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Loss;
import dev.lockstep.registry.ModelReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;
import scala.Option;

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

  /** Returns what a stage of a pipeline is shown as. */
  static String text(Params stage, Scorers scorers) {
    String content = scorers.isEmpty() ? "empty" : "layers=" + scorers.model().network();
    return stage.getClass().getSimpleName() + ": uid=" + stage.uid() + ", " + content;
  }

  /** The file of the model in a folder, which is on the driver's own disk if it is local. */
  private static Path file(String folder, boolean local) {
    return new Path(
        local ? java.nio.file.Path.of(folder).toUri().toString() : folder, ModelFile.NAME);
  }

  static final class Writer extends MLWriter {
    private final Params stage;
    private final Model model;
    private boolean local;

    Writer(Params stage, Model model) {
      this.stage = stage;
      this.model = model;
    }

    /** Saves to a folder of the driver's own disk, as Spark Connect does from Spark 4.1 on. */
    @Override
    public void saveToLocal(String path) throws IOException {
      local = true;
      super.saveToLocal(path);
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(stage, path, sparkSession());
      try {
        ModelFile.write(model, file(path, local), sc().hadoopConfiguration());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static final class Reader<M extends org.apache.spark.ml.Model<M>> extends MLReader<M> {
    private final Class<M> type;
    private final BiFunction<String, Model, M> stage;
    private boolean local;

    /**
     * Creates a reader.
     *
     * @param stage of a uid and a model
     */
    Reader(Class<M> type, BiFunction<String, Model, M> stage) {
      this.type = type;
      this.stage = stage;
    }

    /** Reads what {@link Writer#saveToLocal} wrote. */
    @Override
    public M loadFromLocal(String path) {
      local = true;
      return super.loadFromLocal(path);
    }

    @Override
    public M load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sparkSession(), type.getName());
      M read = stage.apply(metadata.uid(), ModelFolder.read(file(path, local), sc()));
      metadata.getAndSetParams(read, Option.empty());
      return read;
    }
  }
}
