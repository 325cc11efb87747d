package dev.lockstep.cli;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.DialectArguments;
import dev.lockstep.cli.option.FormatText;
import dev.lockstep.cli.option.ModelArgument;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.OutputPlace;
import dev.lockstep.cli.shell.Overwriting;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.model.Model;
import dev.lockstep.predict.Predictor;
import dev.lockstep.predict.ScoringOptions;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "predict",
    footer = "  ./submit.sh predict runs/first --data new.csv --probabilities --out out.csv",
    description = "Scores rows: CSV or Parquet in, classes or numbers out.")
final class PredictCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final String UUID = "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  /**
   * The names of files that Spark writes; a number may be in the digits of an executor's language.
   */
  private static final Pattern OF_RESULT =
      Pattern.compile(
          "_SUCCESS|\\._SUCCESS\\.crc"
              + "|part-\\p{Nd}{5,}-UUID-c\\p{Nd}+(\\.\\w+)+".replace("UUID", UUID)
              + "|\\.part-\\p{Nd}{5,}-UUID-c\\p{Nd}+(\\.\\w+)+\\.crc".replace("UUID", UUID));

  @Spec CommandSpec spec;

  @Mixin ModelArgument modelArgument;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH|NAME",
      converter = PathText.class,
      description =
          "A table as train reads it, with labels or without: CSV (with a header or without, .gz"
              + " too) or Parquet, a folder or a glob of them; or the test set of digits, mnist,"
              + " fashion-mnist or a folder of IDX files.")
  String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "What to write: one file in the order of the rows if it ends in .csv, else a folder of parts.")
  String out;

  @Mixin Overwriting overwriting;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FormatText.class,
      description = "csv or parquet. Default: parquet if --out ends in .parquet, else csv.")
  TableFormat format;

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      converter = FormatText.class,
      description =
          "csv, parquet, json, orc, libsvm, avro, delta, iceberg or a class: of --data. Default: what the files' names tell.")
  TableFormat inputFormat;

  @Option(names = "--probabilities", description = "Add a column for each class: probability_NAME.")
  boolean probabilities;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "COLUMNS",
      description =
          "Columns of the input to pass through, or all. The one that train's --id names is passed through"
              + " too.")
  List<String> keep = List.of();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "A column that is not a feature. Default: 'label' where there is one, or the first where"
              + " columns have no names and are one too many.")
  String label;

  @Mixin DialectArguments text;

  @Option(
      names = "--submission",
      description = "Kaggle's form: one CSV file of ImageId (the row's number, from 1) and Label.")
  boolean submission;

  @Override
  public Integer call() throws IOException {
    boolean oneFile = submission || out.endsWith(".csv");
    TableFormat wanted =
        format != null ? format : out.endsWith(".parquet") ? TableFormat.PARQUET : TableFormat.CSV;
    if (!wanted.isCsv() && !wanted.equals(TableFormat.PARQUET)) {
      throw wrong("--format " + wanted + " is not one of csv, parquet");
    }
    if (oneFile && wanted.equals(TableFormat.PARQUET)) {
      throw wrong(
          submission
              ? "--submission is CSV"
              : "--out " + out + " is one file; Parquet is a folder");
    }
    if (submission && (probabilities || !keep.isEmpty())) {
      throw wrong("--submission has the columns ImageId and Label alone");
    }
    // A missing input is reported before Spark starts.
    Configuration conf = Session.configuration();
    Path target = new Path(out);
    OutputPlace place = new OutputPlace(spec, target, conf);
    place.requireApart(modelArgument.path(), data);
    if (oneFile) {
      overwriting.requireFile(place);
    } else {
      overwriting.requireFolder(place, name -> OF_RESULT.matcher(name).matches());
    }
    Model model = modelArgument.model();
    if (!model.task().hasClasses() && (probabilities || submission)) {
      throw wrong(
          (probabilities ? "--probabilities" : "--submission")
              + " is for classes, and the model predicts numbers");
    }
    Optional<TableOptions> trainedOn =
        RunJson.findOrigin(modelArgument.path(), conf).map(DataOrigin::table);
    Dialect dialect =
        text.orElse(
            trainedOn.map(TableOptions::dialect).orElseGet(() -> DialectArguments.of(model)));
    data = DataLoading.locate(data, conf);
    JavaSparkContext spark = Session.open();
    boolean keepAll = keep.equals(List.of(ALL));
    ScoringOptions options =
        new ScoringOptions(
            inputFormat,
            dialect,
            label,
            keepAll ? List.of() : keep,
            keepAll,
            submission ? null : trainedOn.map(table -> table.inputs().id()).orElse(null));
    try (Predictor predictor = open(spark, model, options)) {
      predictor.requireRead(made());
      predictor.warnings().forEach(Terminal::warnOnce);
      if (submission) {
        predictor.writeSubmission(target);
      } else if (oneFile) {
        predictor.writeFile(target);
      } else {
        overwriting.writeFolder(
            target, conf, folder -> predictor.writeFolder(folder, wanted.toString()));
      }
    }
    Terminal.print("predictions are in %s%n", out);
    return ExitCode.DONE;
  }

  /** Returns the names of the settings of tables that the options make. */
  private List<String> made() {
    List<String> made = new ArrayList<>(text.orElse(Dialect.DEFAULT).texts().keySet());
    if (label != null) {
      made.add("label");
    }
    if (inputFormat != null) {
      made.add("inputFormat");
    }
    return made;
  }

  private Predictor open(JavaSparkContext spark, Model model, ScoringOptions options) {
    return DataLoading.orKind(
        data,
        spark.hadoopConfiguration(),
        () -> new Predictor(spark, model, data, options, probabilities));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
