package dev.lockstep.report.page;

import dev.lockstep.report.EpochMeasures;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.LineChart;
import dev.lockstep.report.html.LineChart.Mark;
import dev.lockstep.report.html.LineChart.Point;
import dev.lockstep.report.html.LineChart.Series;
import dev.lockstep.report.html.TableView;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Loss, accuracy and learning rate over the epochs. */
final class Curves {
  /** A table has no more rows. */
  private static final int ROWS = 200;

  private static final int STYLES = 8;

  private Curves() {}

  /** Returns one run's curves: training beside validation. */
  static Html ofOne(ReadRun run) {
    List<EpochMeasures> epochs = run.epochs();
    Html html = new Html();
    if (epochs.isEmpty()) {
      return html;
    }
    boolean validated = epochs.stream().anyMatch(e -> e.validationLoss().isPresent());
    List<String> names =
        validated ? List.of("training set", "validation set") : List.of("training set");
    html.element("p", intro(validated)).add(legend(names));
    html.open("div", "class", "columns");
    Mark saved = saved(run, epochs);
    chart(
        html,
        "Loss",
        true,
        Figures::number,
        series(
            names,
            List.of(epochs, epochs),
            List.of(EpochMeasures::meanLoss, EpochMeasures::validationLoss)),
        saved);
    chart(
        html,
        "Accuracy",
        false,
        Curves::share,
        series(
            names,
            List.of(epochs, epochs),
            List.of(EpochMeasures::accuracy, EpochMeasures::validationAccuracy)),
        saved);
    chart(
        html,
        "Learning rate at the end of the epoch",
        true,
        Figures::number,
        series(List.of("learning rate"), List.of(epochs), List.of(EpochMeasures::learningRate)),
        null);
    return html.close().add(table(epochs, validated).folded());
  }

  /** Returns the curves of several runs; a chart has a line for each. */
  static Html ofSeveral(List<ReadRun> runs) {
    Html html = new Html();
    List<List<EpochMeasures>> epochs = runs.stream().map(ReadRun::epochs).toList();
    if (epochs.stream().allMatch(List::isEmpty)) {
      return html;
    }
    List<String> names = runs.stream().map(ReadRun::name).toList();
    html.add(legend(names)).open("div", "class", "columns");
    chart(
        html,
        "Training loss",
        true,
        Figures::number,
        lines(names, epochs, EpochMeasures::meanLoss),
        null);
    chart(
        html,
        "Training accuracy",
        false,
        Curves::share,
        lines(names, epochs, EpochMeasures::accuracy),
        null);
    chart(
        html,
        "Validation loss",
        true,
        Figures::number,
        lines(names, epochs, EpochMeasures::validationLoss),
        null);
    chart(
        html,
        "Validation accuracy",
        false,
        Curves::share,
        lines(names, epochs, EpochMeasures::validationAccuracy),
        null);
    chart(
        html,
        "Learning rate at the end of the epoch",
        true,
        Figures::number,
        lines(names, epochs, EpochMeasures::learningRate),
        null);
    html.close();
    for (int i = 0; i < runs.size(); i++) {
      boolean validated = epochs.get(i).stream().anyMatch(e -> e.validationLoss().isPresent());
      html.add(
          table(epochs.get(i), validated, "Epochs of " + (i + 1) + ". " + names.get(i)).folded());
    }
    return html;
  }

  private static String intro(boolean validated) {
    return "Measured on the training set while it is learned from, so an epoch's figures are means"
        + " over changing weights"
        + (validated ? "; on the validation set with the weights after the epoch." : ".");
  }

  private static Mark saved(ReadRun run, List<EpochMeasures> epochs) {
    return run.figures()
        .filter(figures -> figures.savedEpoch().isPresent())
        .map(figures -> figures.savedEpoch().getAsInt())
        .filter(
            epoch ->
                epoch >= epochs.get(0).epoch() && epoch <= epochs.get(epochs.size() - 1).epoch())
        .map(epoch -> new Mark(epoch, "saved"))
        .orElse(null);
  }

  private static List<Series> lines(
      List<String> names,
      List<List<EpochMeasures>> epochs,
      Function<EpochMeasures, OptionalDouble> measure) {
    return series(names, epochs, names.stream().map(name -> measure).toList());
  }

  private static List<Series> series(
      List<String> names,
      List<List<EpochMeasures>> epochs,
      List<Function<EpochMeasures, OptionalDouble>> measures) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<Long> x = epochs.get(i).stream().map(epoch -> (long) epoch.epoch()).toList();
      List<Point> points =
          LineChart.points(x, epochs.get(i).stream().map(measures.get(i)).toList());
      series.add(new Series(names.get(i), i % STYLES, points));
    }
    return series;
  }

  private static void chart(
      Html html,
      String title,
      boolean fromZero,
      DoubleFunction<String> words,
      List<Series> series,
      Mark mark) {
    String ends = ends(series, words);
    if (!ends.isEmpty()) {
      html.open("div").element("h3", title);
      html.add(
          new LineChart(title + " by epoch; last: " + ends, "epoch", fromZero, words, series, mark)
              .draw());
      html.close().line();
    }
  }

  private static String ends(List<Series> series, DoubleFunction<String> words) {
    List<String> ends = new ArrayList<>();
    for (Series line : series) {
      if (!line.points().isEmpty()) {
        Point last = line.points().get(line.points().size() - 1);
        ends.add(Figures.cut(line.name(), 40) + " " + words.apply(last.y()));
      }
    }
    return String.join(", ", ends);
  }

  /** Returns the names with the lines that stand for them. */
  static Html legend(List<String> names) {
    Html html = new Html().open("ul", "class", "legend");
    for (int i = 0; i < names.size(); i++) {
      html.open("li").open("svg", "class", "key", "viewBox", "0 0 22 10", "aria-hidden", "true");
      html.empty(
          "line", "class", "line s" + i % STYLES, "x1", "1", "x2", "21", "y1", "5", "y2", "5");
      html.close().element("span", Figures.cut(names.get(i), 80)).close();
    }
    return html.close();
  }

  private static String share(double value) {
    String percent = Figures.format("%.2f", 100 * value);
    return percent.replaceFirst("\\.?0+$", "") + "%";
  }

  private static TableView table(List<EpochMeasures> epochs, boolean validated) {
    return table(epochs, validated, "The numbers of each epoch");
  }

  private static TableView table(List<EpochMeasures> epochs, boolean validated, String caption) {
    List<String> columns =
        new ArrayList<>(List.of("epoch", "step", "loss", "accuracy", "learning rate", "time"));
    if (validated) {
      columns.addAll(List.of("validation loss", "validation accuracy"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (int place : places(epochs.size())) {
      EpochMeasures epoch = epochs.get(place);
      List<String> row =
          new ArrayList<>(
              List.of(
                  "" + epoch.epoch(),
                  Figures.count(epoch.step()),
                  text(epoch.meanLoss(), Figures::number),
                  text(epoch.accuracy(), Figures::percent),
                  text(epoch.learningRate(), Figures::number),
                  text(epoch.seconds(), Figures::duration)));
      if (validated) {
        row.add(text(epoch.validationLoss(), Figures::number));
        row.add(text(epoch.validationAccuracy(), Figures::percent));
      }
      rows.add(row);
    }
    String all =
        epochs.size() > ROWS
            ? caption + ", " + ROWS + " of " + Figures.count(epochs.size())
            : caption;
    return TableView.ofNumbers(all, columns, rows);
  }

  /** Returns the places of rows that are shown, the first and the last among them. */
  private static int[] places(int size) {
    return size <= ROWS
        ? IntStream.range(0, size).toArray()
        : IntStream.range(0, ROWS).map(i -> (int) ((long) i * (size - 1) / (ROWS - 1))).toArray();
  }

  private static String text(OptionalDouble value, DoubleFunction<String> words) {
    return value.isPresent() ? words.apply(value.getAsDouble()) : "–";
  }
}
