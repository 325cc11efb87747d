package dev.lockstep.report.page;

import dev.lockstep.report.Evaluation;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.RunFigures;
import dev.lockstep.run.RunFigures.Times;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The page that puts several runs side by side. */
public final class ComparisonPage {
  private static final int NAME = 60;
  private static final int CLASSES = 200;

  private ComparisonPage() {}

  /** Returns the page's text. */
  public static String of(List<ReadRun> runs) {
    Frame frame = new Frame();
    frame.add("results", "Results", results(runs).draw());
    frame.add("curves", "Training", Curves.ofSeveral(runs));
    frame.add("recipes", "What differs in the recipes", recipes(runs));
    frame.add("classes", "F1 of each class", classes(runs));
    frame.add("layouts", "Data and layout", layouts(runs).draw());
    String names = String.join(", ", runs.stream().map(r -> Figures.cut(r.name(), NAME)).toList());
    return frame.document(
        "Comparison",
        runs.size() + " runs side by side",
        new Html().element("p", names, "class", "lead").add(notes(runs)),
        "Made by Lockstep from the files of the run folders. The page has no script and loads nothing.");
  }

  private static Html notes(List<ReadRun> runs) {
    Html html = new Html();
    Set<String> tests = new LinkedHashSet<>();
    Set<String> weights = new LinkedHashSet<>();
    for (ReadRun run : runs) {
      run.certificate().flatMap(c -> c.fingerprints().test()).ifPresent(tests::add);
      run.certificate().map(Certificate::weightsSha256).ifPresent(weights::add);
    }
    if (tests.size() > 1) {
      html.element(
          "p",
          "The runs were tested on different examples: their test measures are not comparable.",
          "class",
          "notice");
    }
    boolean allFinished = runs.stream().allMatch(run -> run.certificate().isPresent());
    if (allFinished && weights.size() == 1) {
      html.element("p", "All have the same weights, bit for bit.", "class", "notice");
    }
    return html;
  }

  private static TableView results(List<ReadRun> runs) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ReadRun run = runs.get(i);
      Optional<Evaluation> test = run.test();
      Optional<Times> times = run.figures().flatMap(RunFigures::times);
      rows.add(
          List.of(
              name(runs, i),
              test.map(t -> Figures.percent(t.accuracy())).orElse("–"),
              test.map(t -> Figures.number(t.meanLoss())).orElse("–"),
              run.certificate()
                  .map(c -> Figures.count(c.epochSha256().size()))
                  .orElse(run.epochs().size() + ", unfinished"),
              times.map(t -> Figures.duration(t.trainSeconds())).orElse("–"),
              times.map(t -> Figures.count(Math.round(t.examplesPerSecond()))).orElse("–"),
              run.recipe().map(r -> Figures.count(r.network().parameterCount())).orElse("–"),
              run.certificate().map(c -> c.weightsSha256().substring(0, 12) + "…").orElse("–")));
    }
    return TableView.ofNumbers(
        "Results of the runs",
        List.of(
            "run",
            "test accuracy",
            "test loss",
            "epochs",
            "training time",
            "examples/s",
            "parameters",
            "weights SHA-256"),
        rows);
  }

  private static String name(List<ReadRun> runs, int i) {
    return i + 1 + ". " + Figures.cut(runs.get(i).name(), NAME);
  }

  private static List<String> header(String first, List<ReadRun> runs) {
    List<String> columns = new ArrayList<>(List.of(first));
    for (int i = 0; i < runs.size(); i++) {
      columns.add(name(runs, i));
    }
    return columns;
  }

  private static Html recipes(List<ReadRun> runs) {
    List<Map<String, String>> facts =
        runs.stream().map(run -> run.recipe().map(RecordFacts::recipe).orElse(Map.of())).toList();
    Set<String> settings = new LinkedHashSet<>();
    facts.forEach(recipe -> settings.addAll(recipe.keySet()));
    List<List<String>> rows = new ArrayList<>();
    for (String setting : settings) {
      List<String> values = facts.stream().map(f -> f.getOrDefault(setting, "–")).toList();
      if (values.stream().distinct().count() > 1) {
        List<String> row = new ArrayList<>(List.of(setting));
        row.addAll(values);
        rows.add(row);
      }
    }
    boolean same = runs.stream().map(run -> run.recipe().orElse(null)).distinct().count() == 1;
    if (rows.isEmpty()) {
      return new Html()
          .element(
              "p",
              same ? "Nothing: all have one recipe." : "Only the numbers of the input scaling.");
    }
    Html html = new Html();
    html.element("p", settings.size() - rows.size() + " other settings are the same in all.");
    return html.add(
        TableView.ofNumbers("Settings that differ", header("setting", runs), rows).draw());
  }

  private static Html classes(List<ReadRun> runs) {
    List<Evaluation> tests = runs.stream().flatMap(run -> run.test().stream()).toList();
    Html html = new Html();
    if (tests.size() < runs.size()) {
      return html;
    }
    List<String> names = runs.get(0).classNames(tests.get(0));
    for (int i = 1; i < runs.size(); i++) {
      if (!runs.get(i).classNames(tests.get(i)).equals(names)) {
        return html.element("p", "The runs have different classes.");
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < Math.min(CLASSES, names.size()); c++) {
      List<String> row = new ArrayList<>(List.of(Figures.cut(names.get(c), NAME)));
      for (Evaluation test : tests) {
        row.add(Figures.percent(test.f1(c)));
      }
      rows.add(row);
    }
    if (names.size() > CLASSES) {
      html.element(
          "p", "The first " + CLASSES + " of " + Figures.count(names.size()) + " classes.");
    }
    return html.add(TableView.ofNumbers("F1 of each class", header("class", runs), rows).draw());
  }

  private static TableView layouts(List<ReadRun> runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String role : List.of("train", "validation", "test")) {
      List<String> row = new ArrayList<>(List.of(role + " examples"));
      for (ReadRun run : runs) {
        row.add(
            run.figures()
                .flatMap(f -> f.set(role))
                .map(
                    set ->
                        Figures.count(set.examples()) + " (" + Figures.cut(set.name(), NAME) + ")")
                .orElse("–"));
      }
      rows.add(row);
    }
    for (String name : List.of("master", "partitions", "exchange", "javaVersion", "sparkVersion")) {
      List<String> row = new ArrayList<>(List.of(name));
      for (ReadRun run : runs) {
        row.add(Figures.cut(run.figures().map(f -> f.layout().get(name)).orElse("–"), NAME));
      }
      rows.add(row);
    }
    return TableView.ofNumbers("Data and layout of each run", header("what", runs), rows);
  }
}
