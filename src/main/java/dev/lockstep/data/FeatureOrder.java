package dev.lockstep.data;

import dev.lockstep.input.InputColumn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * A source whose features stand in another order than its columns.
 *
 * @param places the places of the features among the source's, in the wanted order
 */
public record FeatureOrder(ExampleSource source, List<Integer> places) implements ExampleSource {
  public FeatureOrder {
    places = List.copyOf(places);
    if (places.size() != source.features()) {
      throw new IllegalArgumentException(
          places.size() + " places of " + source.features() + " features");
    }
  }

  /**
   * Returns a source with its features in the expected names' order, or the source itself if either
   * side has no names.
   *
   * @param expected no two alike
   * @param whose the owner of the expected names, for the message
   * @throws DataException if the source has other names; the message has one of each side
   */
  public static ExampleSource of(ExampleSource source, List<String> expected, String whose) {
    List<String> here = source.featureNames();
    if (expected.isEmpty() || here.isEmpty() || here.equals(expected)) {
      return source;
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < here.size(); i++) {
      places.put(here.get(i), i);
    }
    requireSame(source.name(), here, places.keySet(), expected, whose);
    return new FeatureOrder(source, expected.stream().map(places::get).toList());
  }

  private static void requireSame(
      String name, List<String> here, Set<String> distinct, List<String> expected, String whose) {
    Set<String> wanted = new HashSet<>(expected);
    String missing = first(expected, distinct);
    String strange = first(here, wanted);
    if (missing != null) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: has no feature column '%s', which %s has%s",
              name,
              missing,
              whose,
              strange == null ? "" : ", but '" + strange + "'"));
    }
    if (strange != null || here.size() != expected.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: has %d feature columns, one of them '%s'; %s has %d, none of that name",
              name,
              here.size(),
              strange,
              whose,
              expected.size()));
    }
  }

  private static String first(List<String> names, Set<String> known) {
    return names.stream().filter(name -> !known.contains(name)).findFirst().orElse(null);
  }

  @Override
  public Set<String> tableSettings() {
    return source.tableSettings();
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public long count() {
    return source.count();
  }

  @Override
  public int features() {
    return source.features();
  }

  @Override
  public int classLimit() {
    return source.classLimit();
  }

  @Override
  public List<String> featureNames() {
    List<String> names = source.featureNames();
    return names.isEmpty() ? names : places.stream().map(names::get).toList();
  }

  @Override
  public List<InputColumn> inputColumns() {
    List<InputColumn> columns = source.inputColumns();
    return columns.isEmpty() ? columns : places.stream().map(columns::get).toList();
  }

  @Override
  public Optional<LabelEncoder> labels() {
    return source.labels();
  }

  @Override
  public List<String> targetNames() {
    return source.targetNames();
  }

  @Override
  public Optional<String> guessedLabel() {
    return source.guessedLabel();
  }

  @Override
  public ExampleSource withNumbers() {
    return new FeatureOrder(source.withNumbers(), places);
  }

  @Override
  public List<LeftOut> leftOut() {
    return source.leftOut();
  }

  @Override
  public List<String> warnings() {
    return source.warnings();
  }

  @Override
  public boolean isAlone() {
    return source.isAlone();
  }

  @Override
  public void requireClasses(String advice) {
    source.requireClasses(advice);
  }

  @Override
  public JavaRDD<Example> examples(JavaSparkContext spark, int limit) {
    int[] from = places.stream().mapToInt(Integer::intValue).toArray();
    return source.examples(spark, limit).map(new Reorder(from));
  }

  static final class Reorder implements Function<Example, Example> {
    private static final long serialVersionUID = 1L;
    private final int[] from;

    Reorder(int[] from) {
      this.from = from;
    }

    @Override
    public Example call(Example example) {
      float[] x = new float[from.length];
      double[] exact = example.exact() == null ? null : new double[from.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = example.features()[from[i]];
        if (exact != null) {
          exact[i] = example.exact()[from[i]];
        }
      }
      return new Example(
          example.label(),
          x,
          example.weight(),
          exact,
          texts(example.texts(), x.length),
          example.targets());
    }

    /** Returns the texts at their new places, in the order of these. */
    private CellText[] texts(CellText[] texts, int features) {
      if (texts == null) {
        return null;
      }
      CellText[] byPlace = new CellText[features];
      for (CellText text : texts) {
        byPlace[text.place()] = text;
      }
      return IntStream.range(0, from.length)
          .filter(i -> byPlace[from[i]] != null)
          .mapToObj(i -> new CellText(i, byPlace[from[i]].utf8()))
          .toArray(CellText[]::new);
    }
  }
}
