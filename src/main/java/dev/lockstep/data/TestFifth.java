package dev.lockstep.data;

import dev.lockstep.linalg.AddressedRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * A fifth of a source's examples, by their content alone, or all but these: so the test set of a
 * table that has none stays the same whatever the seed, and an example that is added moves no
 * other.
 *
 * @param part {@link Part#TEST} for the fifth
 */
public record TestFifth(ExampleSource source, Part part) implements ExampleSource {
  private static final int ONE_IN = 5;

  @Override
  public String name() {
    return part == Part.TEST ? source.name() + " (the fifth held out)" : source.name();
  }

  /** Of the whole source: how many of them are held out shows when they are read. */
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
  public JavaRDD<Example> examples(JavaSparkContext spark, int limit) {
    return source.examples(spark, limit).filter(new Choice(part));
  }

  private record Choice(Part part) implements Function<Example, Boolean> {
    @Override
    public Boolean call(Example example) {
      ExampleId id = ExampleId.of(example);
      long bits = AddressedRandom.of(0, "test set").bits(id.high() ^ id.low());
      return (Long.remainderUnsigned(bits, ONE_IN) == 0) == (part == Part.TEST);
    }
  }
}
