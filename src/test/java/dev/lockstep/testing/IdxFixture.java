package dev.lockstep.testing;

import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.data.idx.IdxSource;
import dev.lockstep.linalg.AddressedRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Examples that tests write as a pair of IDX files.
 *
 * @param rows pixels of an image, downwards
 * @param columns pixels of an image, across
 * @param examples features are whole numbers from 0 to 255, labels too
 */
public record IdxFixture(int rows, int columns, List<Example> examples) {
  public static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  public static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  public static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  public static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  /** The first of the built-in digits. */
  public static IdxFixture digits(Part part, int count) {
    return new IdxFixture(
        28, 28, IntStream.range(0, count).mapToObj(i -> Digits.example(part, i)).toList());
  }

  /** Random bytes; labels go round. */
  public static IdxFixture random(long seed, int count, int rows, int columns, int classes) {
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      AddressedRandom random = AddressedRandom.of(seed, "fixture").child(e);
      float[] features = new float[rows * columns];
      for (int i = 0; i < features.length; i++) {
        features[i] = random.bits(i) & 0xff;
      }
      examples.add(new Example(e % classes, features));
    }
    return new IdxFixture(rows, columns, examples);
  }

  /** The same examples in another order. */
  public IdxFixture shuffled(long seed) {
    return new IdxFixture(rows, columns, shuffled(examples, seed));
  }

  /** The same elements in another order. */
  public static <T> List<T> shuffled(List<T> list, long seed) {
    AddressedRandom random = AddressedRandom.of(seed, "shuffle");
    return IntStream.range(0, list.size())
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> random.bits(i)))
        .map(list::get)
        .toList();
  }

  /** Writes the pair as {@link IdxSource} looks for it; returns the folder. */
  public Path write(Path folder, Part part, boolean gzipped) {
    boolean train = part == Part.TRAIN;
    String ending = gzipped ? ".gz" : "";
    byte[] images = imageFile();
    byte[] labels = labelFile();
    write(folder, (train ? TRAIN_IMAGES : TEST_IMAGES) + ending, gzipped ? gzip(images) : images);
    write(folder, (train ? TRAIN_LABELS : TEST_LABELS) + ending, gzipped ? gzip(labels) : labels);
    return folder;
  }

  /** Writes the first of the built-in digits, so many of each part, raw; returns the folder. */
  public static Path writeDigits(Path folder, int train, int test) {
    digits(Part.TRAIN, train).write(folder, Part.TRAIN, false);
    return digits(Part.TEST, test).write(folder, Part.TEST, false);
  }

  /** Puts a gzipped file in the place of a raw one. */
  public static void replaceByGzip(Path file, byte[] unpacked) throws IOException {
    Files.delete(file);
    write(file.getParent(), file.getFileName() + ".gz", gzip(unpacked));
  }

  /** Creates or replaces a file, and its folder where it is missing. */
  public static void write(Path folder, String name, byte[] content) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The training part that lies in a folder, with labels below 10. */
  public static IdxSource open(Path folder) {
    return IdxSource.open(
        "fixture",
        new org.apache.hadoop.fs.Path(folder.toString()),
        Part.TRAIN,
        10,
        new Configuration());
  }

  /** The images' file, raw: a header of 16 bytes and the pixels. */
  public byte[] imageFile() {
    ByteBuffer file = ByteBuffer.allocate(16 + examples.size() * rows * columns);
    file.putInt(0x803).putInt(examples.size()).putInt(rows).putInt(columns);
    for (Example example : examples) {
      for (float feature : example.features()) {
        file.put((byte) (int) feature);
      }
    }
    return file.array();
  }

  /** The labels' file, raw: a header of 8 bytes and the labels. */
  public byte[] labelFile() {
    ByteBuffer file = ByteBuffer.allocate(8 + examples.size());
    file.putInt(0x801).putInt(examples.size());
    examples.forEach(example -> file.put((byte) example.label()));
    return file.array();
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
