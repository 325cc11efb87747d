package dev.lockstep.cli;

import dev.lockstep.model.Model;
import dev.lockstep.predict.Prediction;
import dev.lockstep.predict.Predictor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "predict", description = "Scores rows: CSV or Parquet in, classes out.")
final class PredictCommand implements Callable<Integer> {
  /** What predictions are written as. */
  enum Format {
    CSV,
    PARQUET;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String ALL = "all";

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      converter = PathText.class,
      description = "A run folder or a model.safetensors.")
  String modelPath;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH|NAME",
      description =
          "A CSV (with a header or without, .gz too) or Parquet file, a folder or a glob of them;"
              + " or the test set of digits, mnist, fashion-mnist.")
  String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "What to write: one file in the order of the rows if it ends in .csv, else a folder of parts.")
  String out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "csv or parquet. Default: parquet if --out ends in .parquet, else csv.")
  Format format;

  @Option(names = "--probabilities", description = "Add a column for each class: probability_NAME.")
  boolean probabilities;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "COLUMNS",
      description = "Columns of the input to pass through, or all.")
  List<String> keep = List.of();

  @Option(
      names = "--label",
      defaultValue = "label",
      paramLabel = "COLUMN",
      description = "A column that is no feature. Default: ${DEFAULT-VALUE}, where there is one.")
  String label;

  @Option(
      names = "--header",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether CSV files begin with one. Default: if most of the first row is text.")
  Boolean header;

  @Option(
      names = "--submission",
      description = "Kaggle's form: one CSV file of ImageId (the row's number, from 1) and Label.")
  boolean submission;

  @Override
  public Integer call() throws IOException {
    boolean oneFile = submission || out.endsWith(".csv");
    Format wanted =
        format != null ? format : out.endsWith(".parquet") ? Format.PARQUET : Format.CSV;
    if (oneFile && wanted == Format.PARQUET) {
      throw wrong(
          submission
              ? "--submission is CSV"
              : "--out " + out + " is one file; Parquet is a folder");
    }
    if (submission && (probabilities || !keep.isEmpty())) {
      throw wrong("--submission has the columns ImageId and Label alone");
    }
    JavaSparkContext spark = Session.open();
    Path target = new Path(out);
    if (!oneFile && target.getFileSystem(spark.hadoopConfiguration()).exists(target)) {
      throw wrong("--out " + out + " is there already");
    }
    Model model = Model.read(new Path(modelPath), spark.hadoopConfiguration());
    boolean keepAll = keep.equals(List.of(ALL));
    Prediction prediction =
        new Prediction(label, keepAll ? List.of() : keep, keepAll, probabilities);
    try (Predictor predictor =
        new Predictor(spark, model, data, Optional.ofNullable(header), prediction)) {
      if (submission) {
        predictor.writeSubmission(target);
      } else if (oneFile) {
        predictor.writeFile(target);
      } else {
        predictor.writeFolder(target, wanted.toString());
      }
    }
    System.out.printf("predictions are in %s%n", out);
    return ExitCode.DONE;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
