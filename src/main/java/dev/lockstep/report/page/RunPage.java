package dev.lockstep.report.page;

import dev.lockstep.data.ImageSize;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.report.EpochMeasures;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Metric;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.RunFigures;
import dev.lockstep.run.RunFigures.Set;
import dev.lockstep.run.RunFigures.Times;
import dev.lockstep.run.RunJson;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.Counted;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The page about one run. */
public final class RunPage {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "report.html";

  private static final int NAME = 80;

  private RunPage() {}

  /** Creates or replaces the page in a run folder from the other files there. */
  public static void write(Path folder, Configuration conf) throws IOException {
    ReadRun run = ReadRun.of(folder.getName(), folder, conf);
    RunFiles.writeText(new Path(folder, FILE_NAME), conf, of(run));
  }

  /** Returns the page's text. */
  public static String of(ReadRun run) {
    Frame frame = new Frame();
    frame.add("curves", "Training", Curves.ofOne(run));
    run.figures().ifPresent(f -> frame.add("time", "Where the time went", TimeSpent.of(f)));
    Optional<Evaluation> test = run.test();
    test.ifPresent(t -> addTest(frame, run, t));
    run.testOfNumbers()
        .ifPresent(t -> frame.add("targets", "Test set", Targets.of(t, run.targetNames())));
    run.examples()
        .ifPresent(e -> frame.add("errors", "Errors", Errors.of(e.errors(), run.targetNames())));
    Optional<ImageSize> image = run.examples().flatMap(MistakesFile::image);
    run.model().ifPresent(m -> frame.add("weights", "Weights", FirstLayer.of(m, image)));
    run.recipe()
        .ifPresent(
            recipe ->
                frame.add(
                    "recipe",
                    "Recipe",
                    new Html()
                        .element(
                            "p",
                            "What decides the model, together with the examples: the same recipe"
                                + " and examples give the same bytes in every layout.")
                        .add(Frame.facts("Recipe", RecordFacts.recipe(recipe)))));
    run.figures()
        .ifPresent(
            figures -> {
              frame.add(
                  "layout",
                  "Layout",
                  new Html()
                      .element("p", "Where and when it ran; none of it changes a bit of the model.")
                      .add(Frame.facts("Layout", RecordFacts.layout(figures))));
              frame.add("data", "Data", RecordFacts.data(figures, run.origin()));
            });
    run.certificate().ifPresent(c -> frame.add("hashes", "Hashes", RecordFacts.hashes(c)));
    return frame.document("Training run", run.name(), head(run), footer(run));
  }

  private static void addTest(Frame frame, ReadRun run, Evaluation test) {
    List<String> names = run.classNames(test);
    frame.add("confusion", "Confusion matrix", Confusion.of(test, names));
    frame.add("classes", "Classes", Classes.of(test, names));
    test.calibration().ifPresent(c -> frame.add("calibration", "Calibration", Reliability.of(c)));
    run.examples()
        .ifPresent(
            examples ->
                frame.add(
                    "mistakes",
                    "The worst mistakes",
                    WorstMistakes.of(examples, names, run.model())));
  }

  private static Html head(ReadRun run) {
    Html html = new Html().open("p", "class", "lead");
    run.recipe().ifPresent(recipe -> html.text("A " + recipe.network() + " network, "));
    html.text(run.figures().flatMap(f -> f.set("train")).map(RunPage::trained).orElse(""));
    run.test()
        .ifPresent(
            test ->
                html.text(" It classifies ")
                    .element("strong", Figures.percent(test.accuracy()))
                    .text(" of " + Counted.grouped(test.count(), "test example") + " correctly."));
    html.close();
    notices(run).forEach(notice -> html.element("p", notice, "class", "notice"));
    return html.add(Frame.tiles(tiles(run)));
  }

  private static String trained(Set train) {
    return "trained on "
        + Counted.grouped(train.examples(), "example")
        + " of "
        + Figures.cut(train.name(), NAME)
        + ".";
  }

  private static List<String> notices(ReadRun run) {
    if (run.figures().isEmpty()) {
      return List.of(
          "This run has not come to its end: it was interrupted, or it is still training. The page"
              + " shows what its folder has so far.");
    }
    int epochs = run.certificate().map(c -> c.epochSha256().size()).orElse(0);
    int wanted = run.recipe().map(Recipe::epochs).orElse(epochs);
    String saved =
        run.figures().get().savedEpoch().isPresent()
            ? " The model has the weights after epoch "
                + run.figures().get().savedEpoch().getAsInt()
                + "."
            : "";
    return epochs < wanted
        ? List.of("Training ended early, after epoch " + epochs + " of " + wanted + "." + saved)
        : List.of();
  }

  private static Map<String, List<String>> tiles(ReadRun run) {
    Map<String, List<String>> tiles = new LinkedHashMap<>();
    run.figures()
        .flatMap(RunFigures::test)
        .filter(test -> test.count() > 0)
        .ifPresent(
            test -> {
              String before =
                  run.figures()
                      .flatMap(RunFigures::before)
                      .map(b -> "before training " + headline(b))
                      .orElse("");
              tiles.put("Test " + headlineOf(test).words(), List.of(headline(test), before));
              tiles.put(
                  "Test loss",
                  List.of(
                      Figures.number(test.meanLoss()), Counted.grouped(test.count(), "example")));
            });
    run.figures()
        .flatMap(RunFigures::times)
        .ifPresent(times -> tiles.put("Training time", time(times)));
    tiles.put("Epochs", epochs(run));
    run.recipe()
        .ifPresent(
            recipe ->
                tiles.put(
                    "Parameters",
                    List.of(
                        Figures.count(recipe.network().parameterCount()),
                        recipe.get(TrainingSettings.OPTIMIZER) + ", " + recipe.network().loss())));
    return tiles;
  }

  /** Returns the measure that says most; of several targets, whose units differ, one without. */
  private static Metric headlineOf(Measured measured) {
    boolean several = measured.ofNumbers().filter(n -> n.targets().size() > 1).isPresent();
    return several ? Metric.R2 : Metric.headline(measured);
  }

  private static String headline(Measured measured) {
    Metric metric = headlineOf(measured);
    double value = metric.of(measured);
    return metric.isShare() ? Figures.percent(value) : Figures.number(value);
  }

  private static List<String> time(Times times) {
    return List.of(
        Figures.duration(times.trainSeconds()),
        Figures.count(Math.round(times.examplesPerSecond())) + " examples/s");
  }

  private static List<String> epochs(ReadRun run) {
    List<EpochMeasures> epochs = run.epochs();
    int done =
        run.certificate()
            .map(Certificate::epochSha256)
            .map(List::size)
            .orElse(epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).epoch());
    long steps =
        run.figures()
            .flatMap(RunFigures::times)
            .map(Times::steps)
            .orElse(epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).step());
    return List.of(Figures.count(done), Counted.grouped(steps, "step"));
  }

  private static String footer(ReadRun run) {
    return "Made by Lockstep from the files of the run folder "
        + Figures.cut(run.name(), NAME)
        + ". The page has no script and loads nothing; "
        + RunJson.FILE_NAME
        + " has the exact numbers.";
  }
}
