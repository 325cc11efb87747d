package dev.lockstep.data.idx;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.ImageSize;
import dev.lockstep.data.Part;
import dev.lockstep.text.Counted;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.SerializableConfiguration;

/** A pair of IDX files: images [count x rows x columns] and labels [count]. */
public final class IdxSource implements ExampleSource {
  private final String name;
  private final IdxFile images;
  private final IdxFile labels;
  private final int classLimit;
  private final List<String> warnings;

  private IdxSource(
      String name, IdxFile images, IdxFile labels, int classLimit, List<String> warnings) {
    this.name = name;
    this.classLimit = classLimit;
    this.images = images;
    this.labels = labels;
    this.warnings = warnings;
  }

  /**
   * Opens a folder's pair and checks the headers against each other and against the files' sizes.
   *
   * @param name the user's name of it
   * @param classLimit labels are below it
   */
  public static IdxSource open(
      String name, Path folder, Part part, int classLimit, Configuration conf) {
    String prefix = part == Part.TRAIN ? "train" : "t10k";
    IdxFile images =
        IdxFile.open(
            folder, List.of(prefix + "-images-idx3-ubyte", prefix + "-images.idx3-ubyte"), 3, conf);
    IdxFile labels =
        IdxFile.open(
            folder, List.of(prefix + "-labels-idx1-ubyte", prefix + "-labels.idx1-ubyte"), 1, conf);
    if (images.count() != labels.count()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %s, but %s has %s",
              images.path(),
              Counted.of(images.count(), "image"),
              labels.path(),
              Counted.of(labels.count(), "label")));
    }
    return new IdxSource(name, images, labels, classLimit, List.of());
  }

  /** Returns this source with lines about its folder's other files. */
  public IdxSource warning(List<String> lines) {
    return new IdxSource(name, images, labels, classLimit, List.copyOf(lines));
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long count() {
    return images.count();
  }

  @Override
  public int features() {
    return images.rowBytes();
  }

  @Override
  public Optional<ImageSize> image() {
    return Optional.of(new ImageSize(images.rowBytes() / images.width(), images.width()));
  }

  @Override
  public int classLimit() {
    return classLimit;
  }

  @Override
  public JavaRDD<Example> examples(JavaSparkContext spark, int limit) {
    // A gzipped file can only be read from its beginning; every further slice would expand it
    // again.
    int slices = Math.min(images.count(), images.gzipped() ? 1 : spark.defaultParallelism());
    List<Range> ranges = new ArrayList<>();
    for (int s = 0; s < slices; s++) {
      int from = (int) ((long) images.count() * s / slices);
      int to = (int) ((long) images.count() * (s + 1) / slices);
      ranges.add(new Range(from, to));
    }
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    return spark.parallelize(ranges, slices).flatMap(new ReadRange(images, labels, limit, conf));
  }

  /** Rows from {@code from} up to {@code to}, exclusive. */
  private record Range(int from, int to) implements java.io.Serializable {}

  private record ReadRange(
      IdxFile images, IdxFile labels, int classLimit, SerializableConfiguration conf)
      implements FlatMapFunction<Range, Example> {
    @Override
    public Iterator<Example> call(Range range) throws IOException {
      return new RowIterator(this, range);
    }
  }

  private static final class RowIterator implements Iterator<Example> {
    private final ReadRange source;
    private final Range range;
    private final DataInputStream images;
    private final DataInputStream labels;
    private final byte[] pixels;
    private final byte[] label = new byte[1];
    private int row;

    RowIterator(ReadRange source, Range range) throws IOException {
      this.source = source;
      this.range = range;
      row = range.from;
      pixels = new byte[source.images.rowBytes()];
      images = source.images.rows(row, source.conf.value());
      labels = source.labels.rows(row, source.conf.value());
    }

    @Override
    public boolean hasNext() {
      return row < range.to;
    }

    @Override
    public Example next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        Example example = read();
        row++;
        if (!hasNext()) {
          close();
        }
        return example;
      } catch (IOException e) {
        close();
        throw new UncheckedIOException(source.images.path() + ": row " + row, e);
      } catch (DataException e) {
        close();
        throw e;
      }
    }

    private Example read() throws IOException {
      source.images.read(images, row, pixels);
      source.labels.read(labels, row, label);
      int classLabel = label[0] & 0xff;
      if (classLabel >= source.classLimit) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: row %d: label %d, but there are %d classes (0 to %d)",
                source.labels.path(),
                row,
                classLabel,
                source.classLimit,
                source.classLimit - 1));
      }
      float[] features = new float[pixels.length];
      for (int i = 0; i < features.length; i++) {
        features[i] = pixels[i] & 0xff;
      }
      return new Example(classLabel, features);
    }

    private void close() {
      IOUtils.closeStream(images);
      IOUtils.closeStream(labels);
    }
  }
}
