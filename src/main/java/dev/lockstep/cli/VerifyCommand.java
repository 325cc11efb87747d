package dev.lockstep.cli;

import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.FeatureOrder;
import dev.lockstep.data.HeldOut;
import dev.lockstep.data.Part;
import dev.lockstep.data.Split;
import dev.lockstep.data.TableSource;
import dev.lockstep.model.DamagedFileException;
import dev.lockstep.model.Model;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Progress;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Certificate;
import dev.lockstep.train.DataOrigin;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.Replay;
import dev.lockstep.train.RunRecord;
import dev.lockstep.train.ScalingFit;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
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
    description = "Trains a run again, in another layout, and compares the bytes.",
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", converter = PathText.class, description = "A run folder.")
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
      description = "Where the training set lies now. Default: where it lay")
  String data;

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
    JavaSparkContext spark = Session.open();
    Configuration conf = spark.hadoopConfiguration();
    Path folder = new Path(run);
    Certificate certificate = Certificate.read(folder, conf);
    Session.openToTrain(certificate.recipe());
    certificate.origin().ifPresent(this::readAs);
    Optional<Boolean> model = compareModel(certificate, folder, conf);
    TrainingState beginning = beginning(certificate.recipe(), conf);
    int here = partitions == null ? otherPartitions(certificate) : partitions;
    Split examples = load(spark, certificate, here);
    int recorded = certificate.epochSha256().size();
    int epochs = epochsOnly == null ? recorded : Math.min(epochsOnly, recorded);
    report.begin(certificate, here, spark.master(), epochs);
    boolean scaling = compareScaling(certificate, examples);
    Replay.Outcome outcome = replay(spark, examples, certificate, beginning, epochs);
    boolean weights =
        outcome.last().number() < recorded
            || outcome.savedSha256().equals(Optional.of(certificate.weightsSha256()));
    report.files(weights, model);
    boolean epochsEqual = outcome.last().isEqual();
    Optional<String> finding =
        epochsEqual
            ? Optional.empty()
            : Optional.of(finding(spark, certificate, outcome, examples));
    boolean files = weights && model.orElse(true);
    report.verdict(outcome, files, scaling, finding);
    return epochsEqual && files && scaling ? ExitCode.DONE : ExitCode.DIFFERS;
  }

  /** As in the run, where the options do not say otherwise. */
  private void readAs(DataOrigin origin) {
    table.orElse(origin.table(), data == null || data.equals(origin.data()));
  }

  private Replay.Outcome replay(
      JavaSparkContext spark,
      Split examples,
      Certificate certificate,
      TrainingState beginning,
      int epochs) {
    int recorded = certificate.epochSha256().size();
    long count = examples.train().count();
    PrintStream out = report.quiet ? new PrintStream(OutputStream.nullOutputStream()) : System.err;
    Progress progress = new Progress(out, Terminal.isTerminal(), epochs, count);
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
            progress.close(); // The live line's end: what follows has a line of its own.
            report.epoch(epoch, recorded);
          },
          steps);
    } finally {
      progress.close();
    }
  }

  /** Whether the record's scaling is the one that follows from the examples. */
  private boolean compareScaling(Certificate certificate, Split examples) {
    InputScaling recorded = certificate.recipe().scaling();
    Optional<InputScaling> here =
        certificate.fittedScaling().map(choice -> ScalingFit.fit(examples.train(), choice));
    Optional<String> difference =
        here.flatMap(fitted -> ScalingFit.difference(recorded, fitted, certificate.featureNames()));
    report.scaling(recorded, difference, here.isPresent());
    return difference.isEmpty();
  }

  /** Where the run's training began. */
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
      throw wrong("--from " + from + ": " + e.getMessage(), e);
    }
  }

  /** Whether the model in the folder is the record's; empty if there is none. */
  private static Optional<Boolean> compareModel(
      Certificate certificate, Path folder, Configuration conf) throws IOException {
    Path file = new Path(folder, Model.FILE_NAME);
    if (!file.getFileSystem(conf).exists(file)) {
      return Optional.empty();
    }
    Model model = Model.read(file, conf);
    Recipe recipe = certificate.recipe();
    boolean names =
        certificate
            .origin()
            .map(
                origin ->
                    model.featureNames().equals(origin.featureNames())
                        && model.classNames().equals(origin.classNames()))
            .orElse(true);
    return Optional.of(
        names
            && model.network().equals(recipe.network())
            && model.scaling().equals(recipe.scaling())
            && Model.weightsSha256(model.parameters()).equals(certificate.weightsSha256()));
  }

  /** Another number than the run's, so that something is proven; one that keeps shards apart. */
  static int otherPartitions(Certificate certificate) {
    int recorded = certificate.partitions();
    int shards = certificate.recipe().shards();
    if (recorded < shards) {
      return (int) Math.min(2L * recorded, shards);
    }
    return recorded > 1 ? Math.min(recorded / 2, shards) : 2;
  }

  private Split load(JavaSparkContext spark, Certificate certificate, int parts) {
    Recipe recipe = certificate.recipe();
    DataLoading loading = new DataLoading(spec, recipe.shards(), recipe.seed(), parts);
    loading.sharding(1, 1); // Throws if the option is wrong.
    try {
      Trainer.requireMemory(spark, recipe, parts);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
    String place = data == null ? certificate.dataName() : data;
    ExampleSource opened = DataLoading.open(spark, place, Part.TRAIN, table.options(), null);
    ExampleSource source = FeatureOrder.of(opened, certificate.featureNames(), run);
    boolean heldOut = certificate.origin().map(DataOrigin::heldOut).orElse(false);
    ExampleSource trained = heldOut ? new HeldOut(source, Part.TRAIN) : source;
    double share = recipe.stopping().validation();
    Split examples = loading.split(spark, trained, trained.classLimit(), share);
    String fingerprint = examples.fingerprint().toString();
    boolean unsaid = certificate.origin().isEmpty() && opened instanceof TableSource;
    if (unsaid && !fingerprint.equals(certificate.fingerprints().train())) {
      // The run may have held a fifth of it out, in an older release.
      examples.train().shards().unpersist(false);
      ExampleSource rest = new HeldOut(source, Part.TRAIN);
      examples = loading.split(spark, rest, rest.classLimit(), share);
      fingerprint = examples.fingerprint().toString();
    }
    if (!fingerprint.equals(certificate.fingerprints().train())) {
      throw new DataException(
          String.format(
              "%s: other examples than the run's: fingerprint %s, but %s says %s",
              place,
              fingerprint,
              new Path(run, RunRecord.FILE_NAME),
              certificate.fingerprints().train()));
    }
    requireFit(recipe.network(), examples);
    return examples;
  }

  /** Of a record whose data are right and whose recipe is not. */
  private void requireFit(Network network, Split examples) {
    int classes = examples.classes();
    int features = examples.train().features();
    if (network.features() != features || network.classes() < classes) {
      throw new DamagedFileException(
          new Path(run, RunRecord.FILE_NAME),
          String.format(
              "recipe: sizes %s do not fit its data, which have %d features and %d classes",
              network.sizes(), features, classes));
    }
  }

  /** What training the epoch that differs in both layouts tells. */
  private String finding(
      JavaSparkContext spark, Certificate certificate, Replay.Outcome outcome, Split examples) {
    if (!outcome.last().isHash()) {
      return "training fails here: " + outcome.last().hereSha256();
    }
    int recorded = certificate.partitions();
    report.searching(recorded, examples.train().partitions());
    Split asRecorded = load(spark, certificate, recorded);
    Replay.TwoLayouts twice =
        Replay.compare(spark, certificate.recipe(), outcome.lastStart(), asRecorded, examples);
    String layouts = String.format("%d and %d partitions", recorded, examples.train().partitions());
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
