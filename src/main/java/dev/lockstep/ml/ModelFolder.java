package dev.lockstep.ml;

import dev.lockstep.model.Model;
import dev.lockstep.nn.Loss;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
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

  static MlpClassificationModel fromRun(String path) {
    Model model = model(new Path(path), SparkSession.active().sparkContext());
    Loss loss = model.network().loss();
    if (!loss.hasProbabilities()) {
      throw new IllegalArgumentException(
          path + ": was trained with the loss " + loss + ", so its outputs are not probabilities");
    }
    return new MlpClassificationModel(Identifiable$.MODULE$.randomUID("mlp"), model, null);
  }

  private static Model model(Path path, SparkContext spark) {
    try {
      return Model.read(path, spark.hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class Writer extends MLWriter {
    private final MlpClassificationModel stage;

    Writer(MlpClassificationModel stage) {
      this.stage = stage;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(stage, path, sparkSession());
      try {
        stage.model().write(new Path(path, Model.FILE_NAME), sc().hadoopConfiguration());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static final class Reader extends MLReader<MlpClassificationModel> {
    @Override
    public MlpClassificationModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(
              path, sparkSession(), MlpClassificationModel.class.getName());
      Model model = model(new Path(path, Model.FILE_NAME), sc());
      MlpClassificationModel stage = new MlpClassificationModel(metadata.uid(), model, null);
      metadata.getAndSetParams(stage, Option.empty());
      return stage;
    }
  }
}
