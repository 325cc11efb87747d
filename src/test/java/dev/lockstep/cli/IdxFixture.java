package dev.lockstep.cli;

import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Small folders of IDX files out of the built-in digits. */
final class IdxFixture {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private IdxFixture() {}

  /** Both parts' first digits, so many of each, raw. */
  static Path write(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(TRAIN_IMAGES), images(Part.TRAIN, train));
    Files.write(folder.resolve(TRAIN_LABELS), labels(Part.TRAIN, train));
    Files.write(folder.resolve(TEST_IMAGES), images(Part.TEST, test));
    Files.write(folder.resolve(TEST_LABELS), labels(Part.TEST, test));
    return folder;
  }

  /** Puts a gzipped file in the place of a raw one. */
  static void replaceByGzip(Path file, byte[] unpacked) throws IOException {
    Files.delete(file);
    Files.write(file.resolveSibling(file.getFileName() + ".gz"), gzip(unpacked));
  }

  static byte[] images(Part part, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * Digits.FEATURES);
    bytes.putInt(0x0803).putInt(count).putInt(28).putInt(28);
    for (int i = 0; i < count; i++) {
      for (float pixel : Digits.example(part, i).features()) {
        bytes.put((byte) (int) pixel);
      }
    }
    return bytes.array();
  }

  static byte[] labels(Part part, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count);
    bytes.putInt(0x0801).putInt(count);
    for (int i = 0; i < count; i++) {
      Example example = Digits.example(part, i);
      bytes.put((byte) example.label());
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] unpacked) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(unpacked);
    }
    return packed.toByteArray();
  }
}
