package dev.lockstep.data.digits;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** The built-in digits, drawn on the executors. */
public record DigitsSource(Part part) implements ExampleSource {

  @Override
  public String name() {
    return "digits";
  }

  @Override
  public long count() {
    return Digits.count(part);
  }

  @Override
  public int features() {
    return Digits.FEATURES;
  }

  @Override
  public int classLimit() {
    return Digits.CLASSES;
  }

  @Override
  public JavaRDD<Example> examples(JavaSparkContext spark, int limit) {
    if (limit < Digits.CLASSES) {
      throw new DataException("digits: the labels go up to 9, but there are " + limit + " classes");
    }
    return spark
        .parallelize(new ArrayList<>(IntStream.range(0, Digits.count(part)).boxed().toList()))
        .map(new Draw(part));
  }

  private record Draw(Part part) implements Function<Integer, Example> {
    @Override
    public Example call(Integer index) {
      return Digits.example(part, index);
    }
  }
}
