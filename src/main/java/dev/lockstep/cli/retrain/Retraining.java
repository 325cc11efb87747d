package dev.lockstep.cli.retrain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.cli.shell.YarnDriver;
import dev.lockstep.cli.train.FolderTraining;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.registry.Act;
import dev.lockstep.registry.Champion;
import dev.lockstep.registry.Entry;
import dev.lockstep.registry.Outcome;
import dev.lockstep.registry.Registry;
import dev.lockstep.registry.Work;
import dev.lockstep.retrain.DailyData;
import dev.lockstep.retrain.Decision;
import dev.lockstep.retrain.Finding;
import dev.lockstep.retrain.Gate;
import dev.lockstep.retrain.Verdict;
import dev.lockstep.retrain.VerdictJson;
import dev.lockstep.retrain.drift.Profile;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** One retraining: from the places of the data to a decision in the registry. */
final class Retraining {
  private final RetrainOptions options;
  private final DailyData daily;
  private final Configuration conf;
  private final Registry registry;
  private final Decision decision = new Decision();

  /** The champion when this began, with its folder and its model. */
  private Optional<Champion> champion = Optional.empty();

  private Optional<Path> championFolder = Optional.empty();
  private Optional<Model> championModel = Optional.empty();

  private Optional<Profile> championProfile = Optional.empty();

  private Request request;

  /** Empty if it cannot be told without Spark. */
  private Optional<Source> source = Optional.empty();

  /** What is found while the data are read. */
  private DataLook look;

  Retraining(RetrainOptions options, DailyData daily, Configuration conf) {
    this.options = options;
    this.daily = daily;
    this.conf = conf;
    registry = new Registry(new Path(options.registry), conf, Terminal::warn);
  }

  /** Returns the outcome; empty if a signal has ended the training. */
  Optional<RetrainReport> run() throws IOException {
    if (!options.dryRun) {
      try (Work work = Work.take(new Path(options.registry), conf, Terminal::warn)) {
        return run(Optional.of(work), work.folder());
      }
    }
    java.nio.file.Path folder = Files.createTempDirectory("lockstep-retrain");
    Path place = new Path(folder.toUri());
    try {
      return run(Optional.empty(), place);
    } finally {
      place.getFileSystem(conf).delete(place, true);
    }
  }

  /**
   * Trains and decides.
   *
   * @param work empty for a dry run
   * @param folder to train into
   */
  private Optional<RetrainReport> run(Optional<Work> work, Path folder) throws IOException {
    readChampion();
    request = Request.of(options, daily, conf);
    Optional<Entry> recorded = recordedOfSource();
    if (recorded.isPresent()) {
      return Optional.of(outcome(recorded.get(), /* isRecorded= */ true));
    }
    JavaSparkContext spark = Session.openToTrain(options.training.anyData());
    Optional<FolderTraining> training = load(spark);
    if (look.recorded().isPresent()) {
      return Optional.of(outcome(look.recorded().get(), /* isRecorded= */ true));
    }
    decision.findings().stream()
        .filter(finding -> finding.level() == Finding.Level.WARNED)
        .forEach(finding -> Terminal.warn(finding.words()));
    if (look.refusal().isPresent()) {
      return Optional.of(decided(work, Act.REFUSED, look.refusal().get().words()));
    }
    return judged(work, folder, spark, training.orElseThrow());
  }

  private Optional<RetrainReport> judged(
      Optional<Work> work, Path folder, JavaSparkContext spark, FolderTraining training)
      throws IOException {
    if (work.isPresent()) {
      work.get().begin(keyAgainstChampion());
    }
    if (!train(training, folder)) {
      return Optional.empty();
    }
    long start = System.nanoTime();
    Model challenger = ModelFile.read(folder, conf);
    Gate gate = options.gateOptions.gate(challenger.task().hasClasses());
    Trial trial = new Trial(gate, championModel, decision);
    Verdict verdict = trial.judge(spark, challenger, training.test(), look.testSet());
    decision.seconds("score", start);
    decision.put("verdict", VerdictJson.of(verdict));
    return Optional.of(decided(work, act(verdict), reason(verdict)));
  }

  private void readChampion() throws IOException {
    champion = registry.exists() ? registry.champion() : Optional.empty();
    if (champion.isPresent()) {
      Path folder = registry.folderOf(champion.get().version());
      championFolder = Optional.of(folder);
      championModel = Optional.of(ModelFile.read(folder, conf));
      championProfile = Profile.find(folder, conf);
    }
  }

  /** Returns empty if the data are not fit for training, and it is known why. */
  private Optional<FolderTraining> load(JavaSparkContext spark) throws IOException {
    long start = System.nanoTime();
    decision.data(daily, request.places(), request.testPlaces());
    request.testPlaces().stream()
        .filter(request.places()::contains)
        .forEach(place -> Terminal.warn(place + ": is learned from and tested on"));
    Optional<Path> from = options.warmStart ? championFolder : Optional.empty();
    look =
        new DataLook(
            request,
            decision,
            champion,
            championModel,
            championProfile,
            options.dryRun ? Optional.empty() : Optional.of(earlier()));
    Optional<FolderTraining> training = Optional.empty();
    try {
      training =
          Optional.of(
              FolderTraining.load(
                  spark,
                  options.training,
                  request.places(),
                  request.testPlaces(),
                  from,
                  championModel,
                  look));
      decision.recipe(training.get().recipe());
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      if (!look.explains(e)) {
        throw e;
      }
    }
    decision.seconds("load", start);
    return training;
  }

  /** Returns false if a signal has ended it. */
  private boolean train(FolderTraining training, Path folder) throws IOException {
    long start = System.nanoTime();
    if (training.into(folder) != ExitCode.DONE) {
      return false;
    }
    look.profile().write(folder, conf);
    decision.seconds("train", start);
    return true;
  }

  private Act act(Verdict verdict) {
    return switch (verdict.outcome()) {
      case BETTER -> options.noPromote ? Act.KEPT : Act.PUBLISHED;
      case KEPT -> Act.KEPT;
      case REFUSED -> Act.REFUSED;
    };
  }

  private String reason(Verdict verdict) {
    return verdict.isBetter() && options.noPromote
        ? verdict.reason() + "; not promoted, as asked for"
        : verdict.reason();
  }

  private RetrainReport decided(Optional<Work> work, Act act, String reason) throws IOException {
    // A file that has changed meanwhile was read as it was before, or after, or both.
    if (source.isPresent() && source.equals(request.source(championModel, conf))) {
      decision.source(source.get().hash());
    }
    ObjectNode details = decision.json(options.words(), options.training.tags());
    if (work.isEmpty()) {
      RetrainReport.tell(details, act.toString(), reason);
      return new RetrainReport(
          act, OptionalInt.empty(), champion, reason, details, /* isRecorded= */ false);
    }
    OptionalInt against = number();
    Entry entry = work.get().add(new Outcome(act, against, keyAgainstChampion(), reason, details));
    return outcome(entry, /* isRecorded= */ false);
  }

  private RetrainReport outcome(Entry entry, boolean isRecorded) throws IOException {
    return new RetrainReport(
        entry.act(),
        OptionalInt.of(entry.version()),
        registry.champion(),
        entry.reason(),
        registry.decision(entry.version()),
        isRecorded);
  }

  private OptionalInt number() {
    return champion.isPresent() ? OptionalInt.of(champion.get().version()) : OptionalInt.empty();
  }

  private Recorded earlier() {
    return new Recorded(registry, number(), options.data.isBackfill());
  }

  /**
   * Returns an earlier decision that is found without Spark; none if anything is odd, which Spark's
   * way then tells. In a backfill the present champion need not fit a training that starts from it,
   * and YARN's master waits for a session.
   */
  private Optional<Entry> recordedOfSource() throws IOException {
    if (options.dryRun) {
      return Optional.empty();
    }
    source = request.source(championModel, conf);
    boolean needsSpark =
        (options.warmStart && options.data.isBackfill()) || YarnDriver.isThisProcess();
    try {
      return source.isEmpty() || needsSpark ? Optional.empty() : earlier().of(source.get());
    } catch (DamagedFileException e) {
      return Optional.empty();
    }
  }

  private String keyAgainstChampion() {
    return Key.against(look.key(), number());
  }
}
