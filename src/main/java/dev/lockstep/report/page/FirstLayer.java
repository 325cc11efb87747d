package dev.lockstep.report.page;

import dev.lockstep.data.ImageSize;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.Png;
import dev.lockstep.report.html.TableView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The layers' weights in numbers, and those of the first as pictures where features are ones. */
final class FirstLayer {
  private static final int MOST_UNITS = 128;
  private static final int MOST_POINTS = 400_000;
  private static final int ACROSS = 16;
  private static final int GAP = 2;

  /** Colours on each side of white. */
  private static final int SHADES = 31;

  private static final int[] NEGATIVE = {0x1f, 0x5f, 0xae};
  private static final int[] POSITIVE = {0xb8, 0x4a, 0x10};
  private static final int[] ZERO = {0xf7, 0xf6, 0xf2};

  private FirstLayer() {}

  static Html of(Model model, Optional<ImageSize> image) {
    Html html = new Html();
    image
        .filter(size -> size.height() * size.width() == model.network().features())
        .filter(size -> unitsShown(model.network(), size) > 0)
        .ifPresent(size -> html.add(picture(model, size)));
    return html.add(layers(model).draw());
  }

  private static int unitsShown(Network network, ImageSize size) {
    int perUnit = (size.height() + GAP) * (size.width() + GAP);
    return Math.min(Math.min(MOST_UNITS, network.outputs(0)), MOST_POINTS / perUnit);
  }

  private static Html picture(Model model, ImageSize size) {
    Network network = model.network();
    int shown = unitsShown(network, size);
    List<Integer> units = heaviest(model, shown);
    int across = Math.min(ACROSS, shown);
    int down = (shown - 1) / across + 1;
    int width = across * (size.width() + GAP) - GAP;
    byte[] points = new byte[width * (down * (size.height() + GAP) - GAP)];
    Arrays.fill(points, (byte) (2 * SHADES + 1)); // Nothing between the units.
    for (int u = 0; u < shown; u++) {
      int left = u % across * (size.width() + GAP);
      int top = u / across * (size.height() + GAP);
      draw(model, units.get(u), size, points, top * width + left, width);
    }
    String which =
        shown < network.outputs(0)
            ? "The "
                + shown
                + " of "
                + Figures.count(network.outputs(0))
                + " units of the first layer with the largest weights"
            : "The " + shown + " units of the first layer";
    return new Html()
        .element(
            "p",
            which
                + ", each as a picture of its weights: orange adds to the unit, blue takes away;"
                + " each unit by its own largest weight.")
        .empty(
            "img",
            "class",
            "weights",
            "alt",
            which + " as pictures of their weights; the table after it has them in numbers",
            "src",
            Png.coloured(points, width, colours()));
  }

  /** Returns units by the sizes of their weights, the largest first, if not all are shown. */
  private static List<Integer> heaviest(Model model, int shown) {
    Network network = model.network();
    List<Integer> units = IntStream.range(0, network.outputs(0)).boxed().toList();
    if (shown == units.size()) {
      return units;
    }
    double[] squares = new double[units.size()];
    for (int w = network.weightOffset(0); w < network.biasOffset(0); w++) {
      double weight = model.parameters()[w];
      squares[(w - network.weightOffset(0)) % squares.length] += weight * weight;
    }
    return units.stream()
        .sorted(Comparator.comparingDouble((Integer unit) -> squares[unit]).reversed())
        .limit(shown)
        .toList();
  }

  private static void draw(
      Model model, int unit, ImageSize size, byte[] points, int corner, int width) {
    int outputs = model.network().outputs(0);
    int first = model.network().weightOffset(0) + unit;
    float largest = Float.MIN_NORMAL;
    for (int i = 0; i < model.network().features(); i++) {
      largest = Math.max(largest, Math.abs(model.parameters()[first + i * outputs]));
    }
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        float weight = model.parameters()[first + (y * size.width() + x) * outputs];
        points[corner + y * width + x] = (byte) (SHADES + Math.round(SHADES * weight / largest));
      }
    }
  }

  private static int[] colours() {
    int[] colours = new int[2 * SHADES + 2];
    for (int shade = -SHADES; shade <= SHADES; shade++) {
      int[] end = shade < 0 ? NEGATIVE : POSITIVE;
      double share = (double) Math.abs(shade) / SHADES;
      int colour = 0xff;
      for (int c = 0; c < 3; c++) {
        colour = colour << 8 | (int) Math.round(ZERO[c] + share * (end[c] - ZERO[c]));
      }
      colours[SHADES + shade] = colour;
    }
    return colours;
  }

  private static TableView layers(Model model) {
    List<List<String>> rows = new ArrayList<>();
    Network network = model.network();
    for (int l = 0; l < network.layers(); l++) {
      float[] weights =
          Arrays.copyOfRange(model.parameters(), network.weightOffset(l), network.biasOffset(l));
      double squares = 0;
      float smallest = Float.POSITIVE_INFINITY;
      float largest = Float.NEGATIVE_INFINITY;
      for (float weight : weights) {
        squares += (double) weight * weight;
        smallest = Math.min(smallest, weight);
        largest = Math.max(largest, weight);
      }
      rows.add(
          List.of(
              "layer " + l,
              Figures.count(network.inputs(l)),
              Figures.count(network.outputs(l)),
              Figures.count(weights.length + network.outputs(l)),
              Figures.number(smallest),
              Figures.number(largest),
              Figures.number(Math.sqrt(squares / weights.length))));
    }
    return TableView.ofNumbers(
        "The weights of each layer",
        List.of(
            "layer",
            "inputs",
            "outputs",
            "parameters",
            "smallest weight",
            "largest weight",
            "root mean square"),
        rows);
  }
}
