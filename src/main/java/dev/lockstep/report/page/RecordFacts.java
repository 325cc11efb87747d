package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.data.LeftOut;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.recipe.Setting;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run's record says of recipe, data, layout and hashes. */
final class RecordFacts {
  private static final int VALUE = 160;
  private static final int NAMED = 40;
  private static final int HASHES = 200;

  private RecordFacts() {}

  /** Returns a recipe's settings and their values, in the order of the file. */
  static Map<String, String> recipe(Recipe recipe) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("network", recipe.network().toString());
    for (Map.Entry<String, JsonNode> field : RecipeJson.write(recipe).properties()) {
      switch (field.getKey()) {
        case "sizes" -> {} // The network has them.
        case "scaling" -> facts.put("input scaling", Figures.cut(recipe.scaling().toString(), 80));
        case "optimizer" ->
            field
                .getValue()
                .properties()
                .forEach(
                    inner ->
                        facts.put(
                            inner.getKey().equals("name") ? "optimizer" : words(inner.getKey()),
                            text(inner.getValue())));
        default -> facts.put(words(field.getKey()), text(field.getValue()));
      }
    }
    return facts;
  }

  private static String words(String name) {
    return Setting.kebab(name).replace('-', ' ');
  }

  private static String text(JsonNode value) {
    return Figures.cut(value.isValueNode() ? value.asText() : value.toString(), VALUE);
  }

  static Html data(RunFigures figures, Optional<DataOrigin> origin) {
    List<List<String>> rows = new ArrayList<>();
    for (RunFigures.Set set : figures.sets()) {
      rows.add(
          List.of(
              set.role(),
              Figures.count(set.examples()),
              Figures.count(set.features()),
              Figures.count(set.classes()),
              Figures.cut(set.fingerprint(), 40)));
    }
    Html html =
        TableView.ofNumbers(
                "Sets of examples",
                List.of("set", "examples", "features", "classes", "fingerprint"),
                rows)
            .draw();
    return origin.isEmpty()
        ? html
        : html.add(Frame.facts("How data were read", read(origin.get())));
  }

  private static Map<String, String> read(DataOrigin origin) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("read from", names(origin.data()));
    if (!origin.testData().isEmpty()) {
      facts.put("test set from", names(origin.testData()));
    }
    origin
        .testShare()
        .ifPresent(
            share ->
                facts.put(
                    "test set",
                    share == 0
                        ? "none"
                        : "a share of "
                            + share
                            + " of the table, chosen by its examples' content"));
    if (origin.table().label() != null) {
      facts.put("label column", Figures.cut(origin.table().label(), VALUE));
    }
    if (origin.table().weight() != null) {
      facts.put("weight column", Figures.cut(origin.table().weight(), VALUE));
    }
    if (!origin.featureNames().isEmpty()) {
      facts.put("features", names(origin.featureNames()));
    }
    facts.put("classes", names(origin.classNames()));
    if (!origin.leftOut().isEmpty()) {
      facts.put("columns left out", names(origin.leftOut().stream().map(LeftOut::column).toList()));
    }
    return facts;
  }

  private static String names(List<String> names) {
    String first =
        names.stream().limit(NAMED).map(n -> Figures.cut(n, 60)).collect(Collectors.joining(", "));
    return names.size() > NAMED ? first + ", … (" + Figures.count(names.size()) + ")" : first;
  }

  static Map<String, String> layout(RunFigures figures) {
    Map<String, String> facts = new LinkedHashMap<>();
    figures.layout().forEach((name, value) -> facts.put(words(name), Figures.cut(value, VALUE)));
    figures.occasion().forEach((name, value) -> facts.put(words(name), Figures.cut(value, VALUE)));
    figures
        .tags()
        .forEach(
            (name, value) -> facts.put("tag " + Figures.cut(name, 60), Figures.cut(value, VALUE)));
    return facts;
  }

  static Html hashes(Certificate certificate) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("weights SHA-256", certificate.weightsSha256());
    facts.put("training examples", certificate.fingerprints().train());
    certificate.fingerprints().test().ifPresent(test -> facts.put("test examples", test));
    List<List<String>> rows = new ArrayList<>();
    List<String> epochs = certificate.epochSha256();
    for (int e = Math.max(0, epochs.size() - HASHES); e < epochs.size(); e++) {
      rows.add(List.of("" + (e + 1), epochs.get(e)));
    }
    String caption =
        epochs.size() > HASHES
            ? "SHA-256 of the weights after each of the last " + HASHES + " epochs"
            : "SHA-256 of the weights after each epoch";
    return new Html()
        .add(Frame.facts("Hashes", facts))
        .add(
            new TableView(caption, List.of("epoch", "weights SHA-256"), List.of(false, false), rows)
                .folded());
  }
}
