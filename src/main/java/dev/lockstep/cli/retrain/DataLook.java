package dev.lockstep.cli.retrain;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.cli.train.DataCheck;
import dev.lockstep.data.DataNames;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.input.InputColumn;
import dev.lockstep.model.Model;
import dev.lockstep.registry.Champion;
import dev.lockstep.registry.Entry;
import dev.lockstep.retrain.Decision;
import dev.lockstep.retrain.Finding;
import dev.lockstep.retrain.Gate;
import dev.lockstep.retrain.drift.Comparison;
import dev.lockstep.retrain.drift.Drift;
import dev.lockstep.retrain.drift.Profile;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The checks of a retraining's data while they are read. They name the decision, by all that it
 * follows from but the champion. What refuses the data may also end their reading: then the
 * decision's name is without the test set's examples.
 */
final class DataLook implements DataCheck {
  private final Request request;
  private final Decision decision;
  private final Optional<Champion> champion;

  private final Optional<Model> championModel;
  private final Optional<Profile> championProfile;

  /** Empty for a dry run. */
  private final Optional<Recorded> earlier;

  private String key;
  private Optional<Entry> recorded = Optional.empty();

  /** Null until both sets are read, as the next one. */
  private DataSet testSet;

  private Profile profile;

  DataLook(
      Request request,
      Decision decision,
      Optional<Champion> champion,
      Optional<Model> championModel,
      Optional<Profile> championProfile,
      Optional<Recorded> earlier) {
    this.request = request;
    this.decision = decision;
    this.champion = champion;
    this.championModel = championModel;
    this.championProfile = championProfile;
    this.earlier = earlier;
  }

  /** What the decision follows from, but for the champion. */
  String key() {
    return key;
  }

  /** Returns the same decision, if it was made earlier. */
  Optional<Entry> recorded() {
    return recorded;
  }

  /** Returns the finding that refuses the data. */
  Optional<Finding> refusal() {
    return decision.findings().stream().filter(Finding::isRefused).findFirst();
  }

  /** Returns true if the decision is known although the data could not be read to the end. */
  boolean explains(Exception e) {
    boolean isOfData = e instanceof SettingException || Failure.of(e).exitCode() == ExitCode.DATA;
    return isOfData && (recorded.isPresent() || refusal().isPresent());
  }

  /** Returns the test set as read, before scaling. */
  DataSet testSet() {
    return testSet;
  }

  Profile profile() {
    return profile;
  }

  /** The champion is scored on the test set, too. */
  @Override
  public List<InputColumn> alsoKnown() {
    return championModel.map(Model::inputColumns).orElse(List.of());
  }

  /** A test set that is not of these days is none of theirs to lack. */
  @Override
  public void lookAtNone(Part part) throws IOException {
    if (part == Part.TRAIN) {
      decision.add(Finding.examples(0, request.options().checks.minExamples));
      name(request.keyOfNone(part));
    } else if (request.options().data.holdoutDays > 0) {
      decision.add(Finding.heldOut(0));
      name(request.keyOfNone(part));
    }
  }

  @Override
  public void lookAtTraining(Split split, DataNames names) throws IOException {
    Gate unused = request.options().gateOptions.gate(names.hasClasses()); // Else it is too late.
    decision.training(split.count(), split.fingerprint());
    decision.add(Finding.examples(split.train().count(), request.options().checks.minExamples));
    split.validation().ifPresent(side -> decision.add(Finding.validation(side.count())));
    championModel.map(model -> likeChampion(model, names)).ifPresent(decision::add);
    if (refusal().isPresent()) {
      name(request.keyWithoutTest(split, names));
    }
  }

  private Finding likeChampion(Model model, DataNames names) {
    if (model.task().hasClasses() != names.hasClasses()) {
      return Finding.otherTask(names.hasClasses());
    }
    return names.hasClasses()
        ? Finding.classes(model.names(), names.classes(), request.options().training.fixesClasses())
        : Finding.targets(model.names(), names.targets());
  }

  /** Looks for an earlier decision; if there is none, goes on with the checks. */
  @Override
  public void look(Split split, DataSet test, DataNames names) throws IOException {
    decision.holdout(test.count(), test.statistics().fingerprint());
    testSet = test;
    name(request.key(split, test, names));
    if (recorded.isPresent()) {
      return;
    }
    long start = System.nanoTime();
    champion.ifPresent(present -> decision.add(drift(present, split.train(), names)));
    decision.add(Finding.heldOut(test.count()));
    profile = Profile.of(split.train(), names);
    decision.seconds("check", start);
  }

  private Finding drift(Champion present, DataSet train, DataNames names) {
    RetrainChecks checks = request.options().checks;
    return championProfile
        .map(before -> Comparison.of(before, train, names))
        .map(drift -> drift.finding(checks.warnDrift, checks.maxDrift))
        .orElseGet(() -> Drift.unknown(present.version()));
  }

  private void name(String decided) throws IOException {
    key = decided;
    recorded = earlier.isPresent() ? earlier.get().of(decided) : Optional.empty();
  }
}
