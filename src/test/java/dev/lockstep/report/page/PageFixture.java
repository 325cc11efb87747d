package dev.lockstep.report.page;

import dev.lockstep.data.ImageSize;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.model.Model;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.Calibration;
import dev.lockstep.report.EpochMeasures;
import dev.lockstep.report.Evaluation;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.Fingerprints;
import dev.lockstep.run.RunFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Runs as a folder might have them, made by hand. */
final class PageFixture {
  static final String HASH = "0123456789abcdef".repeat(4);
  static final String FINGERPRINT = "fedcba9876543210".repeat(2);

  private PageFixture() {}

  static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
  }

  /** Each class c has 100 + c examples; one of each is taken for the next class. */
  static Evaluation evaluation(int classes) {
    long[][] confusion = new long[classes][classes];
    Calibration calibration = new Calibration();
    for (int c = 0; c < classes; c++) {
      confusion[c][c] = 99L + c;
      confusion[c][(c + 1) % classes] = 1;
      for (int i = 0; i < 100 + c; i++) {
        calibration.add(i == 0 ? 0.55f : 0.97f, i > 0);
      }
    }
    return new Evaluation(0.125, confusion, Optional.of(calibration));
  }

  /** The losses fall as 1 / epoch. */
  static List<EpochMeasures> epochs(int count, boolean validated) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            e ->
                new EpochMeasures(
                    e,
                    7L * e,
                    OptionalDouble.of(1.0 / e),
                    OptionalDouble.of(1 - 0.5 / e),
                    OptionalDouble.of(0.01),
                    OptionalDouble.of(e),
                    OptionalDouble.of(100),
                    validated ? OptionalDouble.of(2.0 / e) : OptionalDouble.empty(),
                    validated ? OptionalDouble.of(1 - 0.75 / e) : OptionalDouble.empty(),
                    OptionalDouble.empty()))
        .toList();
  }

  static Recipe recipe(int features, int classes, Optimizer optimizer, int epochs) {
    return Recipes.recipe(List.of(features, 5, classes), optimizer, epochs, 50, 2);
  }

  static DataOrigin origin(List<String> features, List<String> classes) {
    return new DataOrigin(
        List.of("some/where"),
        List.of(),
        TableOptions.DEFAULT,
        /* testShare= */ Optional.empty(),
        features,
        classes,
        /* targetNames= */ List.of(),
        List.of(),
        Optional.empty());
  }

  static RunFigures figures(Optional<Evaluation> test, OptionalInt saved) {
    return new RunFigures(
        Map.of("master", "local[2]", "partitions", "2"),
        Optional.of(new RunFigures.Times(4, 5_000, 70, 70, 20, 5, 3)),
        List.of(new RunFigures.Set("train", "some/where", 500, 16, 4, FINGERPRINT)),
        Map.of("start", "2026-11-28T03:30:00Z", "end", "2026-11-28T03:30:10Z"),
        Map.of("team", "churn"),
        test.map(measured -> measured),
        test.map(measured -> measured),
        saved);
  }

  static Model model(Recipe recipe, List<String> features, List<String> classes) {
    float[] parameters = new float[recipe.network().parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (i % 13 - 6) / 8f;
    }
    return new Model(recipe.network(), recipe.scaling(), features, classes, parameters);
  }

  /** A finished run of so many epochs. */
  static ReadRun run(
      Recipe recipe,
      List<String> features,
      List<String> classes,
      int epochs,
      Optional<Evaluation> test,
      Optional<MistakesFile> examples) {
    return new ReadRun(
        "a run",
        Optional.of(recipe),
        Optional.of(
            new Certificate(
                "1.0",
                recipe,
                "some/where",
                new Fingerprints(FINGERPRINT, Optional.of(FINGERPRINT)),
                2,
                new ArrayList<>(Collections.nCopies(epochs, HASH)),
                HASH,
                Optional.of(origin(features, classes)))),
        Optional.of(figures(test, OptionalInt.empty())),
        Optional.of(origin(features, classes)),
        epochs(epochs, false),
        examples,
        Optional.of(model(recipe, features, classes)));
  }

  /** Twelve mistakes whose features count from their number on. */
  static MistakesFile mistakes(Optional<ImageSize> image, int features, int classes) {
    return new MistakesFile(
        image,
        IntStream.range(0, 12)
            .mapToObj(
                m ->
                    new MistakesFile.Shown(
                        FINGERPRINT,
                        m % classes,
                        (m + 1) % classes,
                        5 - m / 10.0,
                        0.875,
                        IntStream.range(0, features).mapToDouble(i -> (m + i) % 256).toArray()))
            .toList(),
        List.of());
  }
}
