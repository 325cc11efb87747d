package dev.lockstep.model.foreign;

import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.SettingException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The order of a file's layers. Layers whose names differ in numbers only follow each other in the
 * order of these numbers; otherwise the outputs of one must be the inputs of the next.
 */
final class LayerChain {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** More tries than a network needs whose order is clear. */
  private static final int MOST_TRIES = 20_000;

  private final Object file;
  private final WeightOrder order;
  private final Optional<List<Integer>> hidden;
  private final List<List<Layer>> families;
  private final int layers;
  private final List<List<Layer>> found = new ArrayList<>();
  private int tries;

  private LayerChain(
      Object file, List<Layer> layers, WeightOrder order, Optional<List<Integer>> hidden) {
    this.file = file;
    this.order = order;
    this.hidden = hidden;
    this.layers = layers.size();
    families = families(layers);
  }

  /**
   * Returns the layers from the first to the last.
   *
   * @param hidden the widths between them, where the user says them
   * @throws DamagedFileException if no order fits
   * @throws SettingException if several do, or none with these widths
   */
  static List<Layer> of(
      Object file, List<Layer> layers, WeightOrder order, Optional<List<Integer>> hidden) {
    return new LayerChain(file, layers, order, hidden).inOrder();
  }

  private static List<List<Layer>> families(List<Layer> layers) {
    Map<String, List<Layer>> families = new TreeMap<>();
    for (Layer layer : layers) {
      String pattern = NUMBER.matcher(layer.name()).replaceAll("#");
      families.computeIfAbsent(pattern, key -> new ArrayList<>()).add(layer);
    }
    // Keras calls the first of its layers dense, and the others dense_1, dense_2.
    for (String first : List.copyOf(families.keySet())) {
      List<Layer> others = families.get(first + "_#");
      if (others != null && families.get(first).size() == 1) {
        others.addAll(0, families.remove(first));
      }
    }
    families.values().forEach(family -> family.sort(BY_NUMBERS));
    return List.copyOf(families.values());
  }

  private static final Comparator<Layer> BY_NUMBERS =
      (one, other) -> {
        List<BigInteger> a = numbers(one);
        List<BigInteger> b = numbers(other);
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
          int compared = a.get(i).compareTo(b.get(i));
          if (compared != 0) {
            return compared;
          }
        }
        return Integer.compare(a.size(), b.size());
      };

  private static List<BigInteger> numbers(Layer layer) {
    return NUMBER
        .matcher(layer.name())
        .results()
        .map(MatchResult::group)
        .map(BigInteger::new)
        .toList();
  }

  private List<Layer> inOrder() {
    search(new int[families.size()], new ArrayList<>());
    List<List<Layer>> fitting =
        found.stream()
            .filter(chain -> hidden.isEmpty() || hidden.get().equals(widths(chain)))
            .toList();
    if (found.isEmpty() && tries <= MOST_TRIES) {
      throw new DamagedFileException(
          file,
          families.size() == 1
              ? breakOf(families.get(0))
              : "no order of its layers fits: "
                  + sizes(families.stream().flatMap(List::stream).toList()));
    }
    if (fitting.isEmpty() && !found.isEmpty()) {
      throw new SettingException(
          file
              + ": {hidden} says widths of "
              + hidden.orElseThrow()
              + ", but the layers are "
              + sizes(found.get(0)));
    }
    if (fitting.size() != 1 || tries > MOST_TRIES) {
      throw new SettingException(
          file
              + ": several orders of its layers fit: "
              + sizes(families.stream().flatMap(List::stream).toList())
              + "; {hidden} tells them apart by their widths, numbers in their names always do");
    }
    return fitting.get(0);
  }

  /** Adds the chains that go on so, up to a number of tries. */
  private void search(int[] next, List<Layer> chain) {
    if (chain.size() == layers) {
      found.add(List.copyOf(chain));
      return;
    }
    for (int f = 0; f < next.length; f++) {
      boolean ended = next[f] == families.get(f).size();
      if (ended || ++tries > MOST_TRIES) {
        continue;
      }
      Layer layer = families.get(f).get(next[f]);
      boolean connects =
          chain.isEmpty() || chain.get(chain.size() - 1).outputs(order) == layer.inputs(order);
      if (connects) {
        next[f]++;
        chain.add(layer);
        search(next, chain);
        chain.remove(chain.size() - 1);
        next[f]--;
      }
    }
  }

  private List<Integer> widths(List<Layer> chain) {
    return chain.stream().limit(layers - 1L).map(layer -> layer.outputs(order)).toList();
  }

  private String breakOf(List<Layer> family) {
    for (int l = 1; l < family.size(); l++) {
      Layer before = family.get(l - 1);
      Layer layer = family.get(l);
      if (before.outputs(order) != layer.inputs(order)) {
        return DamagedFileException.quote(layer.weightName())
            + " takes "
            + layer.inputs(order)
            + " inputs, but "
            + DamagedFileException.quote(before.weightName())
            + " before it gives "
            + before.outputs(order);
      }
    }
    return "no order of its layers fits: " + sizes(family);
  }

  private String sizes(List<Layer> some) {
    List<String> texts = new ArrayList<>();
    for (Layer layer : some.subList(0, Math.min(8, some.size()))) {
      texts.add(
          DamagedFileException.shortened(layer.weightName())
              + " "
              + layer.inputs(order)
              + "-"
              + layer.outputs(order));
    }
    return String.join(", ", texts) + (some.size() > 8 ? " ..." : "");
  }
}
