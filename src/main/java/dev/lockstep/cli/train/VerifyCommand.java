package dev.lockstep.cli.train;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.option.RepeatedOption;
import dev.lockstep.cli.option.TableArguments;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.cli.shell.TerminalWidth;
import dev.lockstep.data.shard.Split;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.file.PlaceKind;
import dev.lockstep.model.file.PlaceProbe;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.report.Progress;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.Replay;
import dev.lockstep.run.RunJson;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.ScalingFit;
import dev.lockstep.train.TargetFit;
import dev.lockstep.train.fit.PreprocessingFit;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    footer = {
      "  ./submit.sh verify runs/first --epochs-only 1",
      "docs/reproducibility.md says what is promised."
    },
    description = "Trains a run again, in another layout, and compares the bytes.",
    sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      converter = PathText.class,
      description = "A run folder, REGISTRY@champion or REGISTRY@VERSION.")
  String run;

  @Option(
      names = "--partitions",
      description =
          "How many parts of the cluster the shards lie on. Default: twice or half as many as in the run")
  Integer partitions;

  @Option(
      names = "--epochs-only",
      paramLabel = "N",
      description = "Stop after so many epochs. Default: train to the end")
  Integer epochsOnly;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      description =
          "Where the training set lies now; more than once where it lies in several places."
              + " Default: where it lay")
  List<String> data;

  @Mixin TableArguments table;

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      converter = PathText.class,
      description =
          "The model that the run started from, where it did: run folder, model file, NPZ file or folder of CSV files.")
  String from;

  @Mixin VerifyReport report;

  @Override
  public Integer call() throws IOException {
    if (epochsOnly != null && epochsOnly < 1) {
      throw wrong("--epochs-only must be 1 or more: " + epochsOnly, null);
    }
    // A missing run is reported before Spark starts.
    Configuration conf = Session.configuration();
    Path folder = ModelReference.resolve(run, conf, Terminal::warn);
    Optional<String> instead = PlaceProbe.kind(folder, conf).flatMap(PlaceKind::insteadOfRun);
    if (instead.isPresent() && !hasRecord(folder, conf)) {
      throw DamagedFileException.instead(folder, instead.get(), null);
    }
    Certificate certificate = RunJson.read(folder, conf);
    List<String> named =
        data == null
            ? certificate.places()
            : RepeatedOption.latest(spec.commandLine().getParseResult(), "--data", data);
    List<String> places = DataLoading.locate(named, conf);
    certificate.origin().ifPresent(origin -> readAs(origin, places, conf));
    Optional<Boolean> model = compareModel(certificate, folder, conf);
    TrainingState beginning = beginning(certificate.recipe(), conf);
    JavaSparkContext spark = Session.openToTrain(certificate.recipe());
    int here = partitions == null ? otherPartitions(certificate) : partitions;
    RecordedData recordedData = new RecordedData(spec, run, certificate, places, table.options());
    Split asRead = recordedData.load(spark, here);
    int recorded = certificate.epochSha256().size();
    int epochs = epochsOnly == null ? recorded : Math.min(epochsOnly, recorded);
    report.begin(certificate, here, spark.master(), epochs);
    boolean scaling = comparePreprocessing(certificate, asRead);
    Split examples = prepared(asRead, certificate);
    Session.endWarmUp();
    Replay.Outcome outcome = replay(spark, examples, certificate, beginning, epochs);
    boolean weights =
        outcome.epochs().size() < recorded
            || outcome.savedSha256().equals(Optional.of(certificate.weightsSha256()));
    report.files(weights, model);
    boolean epochsEqual = outcome.isEqual();
    Optional<String> finding =
        epochsEqual
            ? Optional.empty()
            : Optional.of(finding(spark, recordedData, outcome, examples));
    boolean files = weights && model.orElse(true);
    report.verdict(outcome, files, scaling, finding);
    return epochsEqual && files && scaling ? ExitCode.DONE : ExitCode.DIFFERS;
  }

  /** Reads data as in the run, unless the options say otherwise. */
  private void readAs(DataOrigin origin, List<String> places, Configuration conf) {
    table.orElse(origin.table(), data == null || DataLoading.isSame(places, origin.data(), conf));
  }

  private Replay.Outcome replay(
      JavaSparkContext spark,
      Split examples,
      Certificate certificate,
      TrainingState beginning,
      int epochs) {
    int recorded = certificate.epochSha256().size();
    long count = examples.train().count();
    Progress progress =
        new Progress(
            Terminal.progress(report.quiet), new TerminalWidth(System.getenv()), epochs, count);
    try {
      TrainingListener steps =
          new TrainingListener() {
            @Override
            public void onStep(Measures measures) {
              progress.onStep(measures);
            }
          };
      return Replay.run(
          spark,
          examples,
          certificate,
          beginning,
          epochs,
          epoch -> {
            progress.close(); // Ends the live line, so that the next has a line of its own.
            report.epoch(epoch, recorded);
          },
          steps);
    } finally {
      progress.close();
    }
  }

  private static Split prepared(Split asRead, Certificate certificate) {
    return asRead.prepared(certificate.recipe().preprocessing(), certificate.featureNames());
  }

  /** Returns true if the record's preprocessing follows from the examples. */
  private boolean comparePreprocessing(Certificate certificate, Split examples) {
    Preprocessing recorded = certificate.recipe().preprocessing();
    Optional<Preprocessing> here =
        certificate
            .fittedScaling()
            .map(
                choice -> PreprocessingFit.fit(examples.train(), table.options().inputs(), choice));
    Optional<String> difference =
        here.flatMap(fitted -> difference(recorded, fitted, certificate.featureNames()));
    report.scaling(recorded.scaling(), difference, here.isPresent());
    return difference.isEmpty() && compareTargets(certificate, examples);
  }

  /** Returns true if the record's scaling of numbers to predict follows from the examples. */
  private boolean compareTargets(Certificate certificate, Split examples) {
    Recipe recipe = certificate.recipe();
    Optional<TargetScaling> recorded = recipe.task().targetScaling();
    if (recorded.isEmpty() || recipe.from() != null) {
      return true;
    }
    TargetScaling here = TargetFit.fit(examples.train(), recipe.network().loss().function());
    report.targets(recorded.get(), here);
    return recorded.get().equals(here);
  }

  private static Optional<String> difference(
      Preprocessing recorded, Preprocessing here, List<String> names) {
    return recorded.isPlain() && here.isPlain()
        ? ScalingFit.difference(recorded.scaling(), here.scaling(), names)
        : recorded.difference(here);
  }

  /** Returns true if the folder has a record; a run without its model can be verified too. */
  private static boolean hasRecord(Path folder, Configuration conf) throws IOException {
    return folder.getFileSystem(conf).exists(new Path(folder, RunJson.FILE_NAME));
  }

  /** Returns the state in which the run's training began. */
  private TrainingState beginning(Recipe recipe, Configuration conf) throws IOException {
    if (from == null) {
      if (recipe.from() != null) {
        throw wrong(
            run + " started from a model of weights " + recipe.from() + ": name it with --from",
            null);
      }
      return TrainingState.initial(recipe);
    }
    try {
      return TrainingState.initial(recipe, new StartingModel(from, conf).of(recipe));
    } catch (IllegalArgumentException e) {
      throw wrong("--from " + from + ": " + OptionNames.message(e), e);
    }
  }

  /** Returns true if the model in the folder is the record's; empty if there is none. */
  private static Optional<Boolean> compareModel(
      Certificate certificate, Path folder, Configuration conf) throws IOException {
    Path file = new Path(folder, ModelFile.NAME);
    if (!file.getFileSystem(conf).exists(file)) {
      return Optional.empty();
    }
    Model model = ModelFile.read(file, conf);
    Recipe recipe = certificate.recipe();
    boolean names =
        certificate
            .origin()
            .map(
                origin ->
                    model.featureNames().equals(origin.featureNames())
                        && model.dialect().equals(origin.table().dialect().texts())
                        && model.names().equals(origin.names()))
            .orElse(true);
    return Optional.of(
        names
            && model.network().equals(recipe.network())
            && model.task().equals(recipe.task())
            && model.preprocessing().equals(recipe.preprocessing())
            && Model.weightsSha256(model.parameters()).equals(certificate.weightsSha256()));
  }

  /**
   * Returns another number of partitions than the run's, one that separates shards, so that
   * something is proven.
   */
  static int otherPartitions(Certificate certificate) {
    int recorded = certificate.partitions();
    int shards = certificate.recipe().shards();
    if (recorded < shards) {
      return (int) Math.min(2L * recorded, shards);
    }
    return recorded > 1 ? Math.min(recorded / 2, shards) : 2;
  }

  /** Returns the finding from the differing epoch, trained in both layouts. */
  private String finding(
      JavaSparkContext spark, RecordedData data, Replay.Outcome outcome, Split examples) {
    Certificate certificate = data.certificate();
    if (!outcome.last().isHash()) {
      return "training fails here: " + outcome.last().hereSha256();
    }
    int recorded = certificate.partitions();
    report.searching(recorded, examples.train().partitions());
    Split asRecorded = prepared(data.load(spark, recorded), certificate);
    Replay.TwoLayouts twice =
        Replay.compare(spark, certificate.recipe(), outcome.lastStart(), asRecorded, examples);
    String layouts =
        String.format(Locale.ROOT, "%d and %d partitions", recorded, examples.train().partitions());
    if (twice.firstDifferentStep().isPresent()) {
      return layouts
          + " differ here from the averaging after step "
          + twice.firstDifferentStep().getAsLong()
          + " on: please report it";
    }
    return twice.sha256().equals(outcome.last().hereSha256())
        ? layouts
            + " give the same bytes here: this machine agrees with itself and not with the record"
        : layouts
            + " give the same bytes here, but others than before: this machine does not agree with"
            + " itself; is its memory sound?";
  }

  private ParameterException wrong(String message, Exception cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }
}
