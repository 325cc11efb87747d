package dev.lockstep.report.page;

import dev.lockstep.data.ImageSize;
import dev.lockstep.model.Model;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.Png;
import dev.lockstep.report.html.TableView;
import dev.lockstep.report.page.MistakesFile.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The worst mistakes: pictures where the features are pictures, else rows of a table. */
final class WorstMistakes {
  private static final int NAME = 40;
  private static final int COLUMNS = 12;
  private static final int LARGEST_BYTE = 255;

  private WorstMistakes() {}

  static Html of(MistakesFile file, List<String> classNames, Optional<Model> model) {
    Html html = new Html();
    if (file.mistakes().isEmpty()) {
      return html;
    }
    Optional<ImageSize> image = file.image().filter(size -> fits(file, size));
    html.element(
        "p",
        "The "
            + file.mistakes().size()
            + " wrongly classified test examples with the highest loss"
            + (image.isPresent() ? "." : ", the worst first."));
    return html.add(
        image.isPresent()
            ? gallery(file.mistakes(), classNames, image.get())
            : table(file.mistakes(), classNames, model));
  }

  private static boolean fits(MistakesFile file, ImageSize size) {
    return file.mistakes().stream()
        .allMatch(mistake -> mistake.features().length == size.height() * size.width());
  }

  private static Html gallery(List<Shown> mistakes, List<String> classNames, ImageSize size) {
    Html html = new Html().open("ul", "class", "gallery").line();
    for (Shown mistake : mistakes) {
      String actual = Figures.cut(classNames.get(mistake.actual()), NAME);
      String predicted = Figures.cut(classNames.get(mistake.predicted()), NAME);
      html.open("li");
      html.empty(
          "img",
          "alt",
          "Test example " + mistake.id().substring(0, 8),
          "width",
          "" + size.width(),
          "height",
          "" + size.height(),
          "src",
          Png.grey(bytes(mistake.features()), size.width()));
      html.open("span").text("is ").element("strong", actual).text(", said ");
      html.element("strong", predicted);
      if (!Double.isNaN(mistake.probability())) {
        html.text(" at " + Figures.percent(mistake.probability()));
      }
      html.close().close().line();
    }
    return html.close();
  }

  private static byte[] bytes(double[] features) {
    byte[] bytes = new byte[features.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.max(0, Math.min(LARGEST_BYTE, Math.round(features[i])));
    }
    return bytes;
  }

  private static Html table(List<Shown> mistakes, List<String> classNames, Optional<Model> model) {
    int features = mistakes.get(0).features().length;
    List<Integer> shown = model.map(m -> heaviest(m, features)).orElseGet(() -> first(features));
    List<String> names = model.map(WorstMistakes::inputNames).orElse(List.of());
    List<String> columns = new ArrayList<>(List.of("actual", "predicted", "probability", "loss"));
    List<Boolean> numbers = new ArrayList<>(List.of(false, false, true, true));
    for (int feature : shown) {
      columns.add(
          names.isEmpty() ? "feature " + (feature + 1) : Figures.cut(names.get(feature), NAME));
      numbers.add(true);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Shown mistake : mistakes) {
      List<String> row = new ArrayList<>();
      row.add(Figures.cut(classNames.get(mistake.actual()), NAME));
      row.add(Figures.cut(classNames.get(mistake.predicted()), NAME));
      row.add(Figures.percent(mistake.probability()));
      row.add(Figures.number(mistake.loss()));
      shown.forEach(feature -> row.add(value(mistake.features()[feature])));
      rows.add(row);
    }
    Html html = new Html();
    if (shown.size() < features) {
      html.element(
          "p",
          "Of "
              + Figures.count(features)
              + " features, those with the largest first-layer weights are shown.");
    }
    return html.add(new TableView("The worst mistakes", columns, numbers, rows).draw());
  }

  /** Returns the names of the network's inputs; none if the features have none. */
  private static List<String> inputNames(Model model) {
    return model.preprocessing().isPlain()
        ? model.featureNames()
        : model.preprocessing().inputNames();
  }

  private static String value(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf((float) value);
  }

  private static List<Integer> first(int features) {
    return IntStream.range(0, Math.min(COLUMNS, features)).boxed().toList();
  }

  /** Returns the features with the largest weights in the first layer, in their own order. */
  private static List<Integer> heaviest(Model model, int features) {
    double[] squares = new double[features];
    int outputs = model.network().outputs(0);
    int offset = model.network().weightOffset(0);
    for (int i = 0; i < features; i++) {
      for (int o = 0; o < outputs; o++) {
        double weight = model.parameters()[offset + i * outputs + o];
        squares[i] += weight * weight;
      }
    }
    return IntStream.range(0, features)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> squares[i]).reversed())
        .limit(COLUMNS)
        .sorted()
        .toList();
  }
}
