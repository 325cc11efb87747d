package dev.lockstep.report.page;

import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.file.PlaceKind;
import dev.lockstep.model.file.PlaceProbe;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.EpochMeasures;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Measured;
import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.Checkpoint;
import dev.lockstep.run.Checkpoints;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunFigures;
import dev.lockstep.run.RunJson;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A run as its folder has it, finished or not. What is missing is empty: an unfinished run has no
 * certificate, figures or model, and no recipe before its first checkpoint.
 *
 * @param name the user's name of the run
 */
public record ReadRun(
    String name,
    Optional<Recipe> recipe,
    Optional<Certificate> certificate,
    Optional<RunFigures> figures,
    Optional<DataOrigin> origin,
    List<EpochMeasures> epochs,
    Optional<MistakesFile> examples,
    Optional<Model> model) {

  /**
   * Reads a run folder.
   *
   * @throws DamagedFileException if a file in it is damaged, or it is not a run folder
   */
  public static ReadRun of(String name, Path folder, Configuration conf) throws IOException {
    if (!has(folder, RunJson.FILE_NAME, conf)) {
      return unfinished(name, folder, conf);
    }
    Certificate certificate = RunJson.read(folder, conf);
    RunFigures figures = RunFigures.read(folder, conf);
    Recipe recipe = certificate.recipe();
    return new ReadRun(
        name,
        Optional.of(recipe),
        Optional.of(certificate),
        Optional.of(figures),
        certificate.origin(),
        EpochMeasures.read(folder, conf),
        MistakesFile.read(folder, recipe.network().features(), recipe.network().classes(), conf),
        model(folder, recipe, conf));
  }

  private static Optional<Model> model(Path folder, Recipe recipe, Configuration conf)
      throws IOException {
    if (!has(folder, ModelFile.NAME, conf)) {
      return Optional.empty();
    }
    Path file = new Path(folder, ModelFile.NAME);
    Model model = ModelFile.read(file, conf);
    if (!model.network().equals(recipe.network())) {
      throw new DamagedFileException(
          file, "is a model of " + model.network() + ", but the run's is " + recipe.network());
    }
    return Optional.of(model);
  }

  private static ReadRun unfinished(String name, Path folder, Configuration conf)
      throws IOException {
    Optional<FileStatus> status = RunFiles.status(folder, conf);
    Optional<PlaceKind> kind = status.isEmpty() ? Optional.empty() : PlaceProbe.kind(folder, conf);
    if (!kind.equals(Optional.of(PlaceKind.UNFINISHED_RUN))) {
      kind.flatMap(PlaceKind::insteadOfRun)
          .ifPresent(
              advice -> {
                throw DamagedFileException.instead(folder, advice, null);
              });
      throw new DamagedFileException(
          folder,
          status.isEmpty() ? "no such run folder" : "is not a run folder: it has no run.json");
    }
    Optional<Recipe> recipe =
        new Checkpoints(folder, conf).latest(warning -> {}).map(Checkpoint::recipe);
    return new ReadRun(
        name,
        recipe,
        Optional.empty(),
        Optional.empty(),
        RunJson.findOrigin(folder, conf),
        EpochMeasures.read(folder, conf),
        Optional.empty(),
        Optional.empty());
  }

  private static boolean has(Path folder, String file, Configuration conf) throws IOException {
    return RunFiles.status(new Path(folder, file), conf).isPresent();
  }

  /** Returns the measures on the test set of a model of classes, if there are some. */
  Optional<Evaluation> test() {
    return figures
        .flatMap(RunFigures::test)
        .flatMap(Measured::ofClasses)
        .filter(test -> test.count() > 0);
  }

  /** Returns the measures on the test set of a model of numbers, if there are some. */
  Optional<ValueEvaluation> testOfNumbers() {
    return figures.flatMap(RunFigures::test).flatMap(Measured::ofNumbers);
  }

  /** Returns the names of the numbers that are predicted. */
  List<String> targetNames() {
    return origin.map(DataOrigin::targetNames).orElse(List.of());
  }

  /** Returns a name for each of the test's classes. */
  List<String> classNames(Evaluation test) {
    return model
        .map(Model::names)
        .or(() -> origin.map(DataOrigin::classNames))
        .filter(names -> names.size() == test.classes())
        .orElseGet(() -> IntStream.range(0, test.classes()).mapToObj(String::valueOf).toList());
  }
}
