package dev.lockstep.export;

import dev.lockstep.model.Model;
import dev.lockstep.model.Tensor;
import dev.lockstep.model.file.NpyHeader;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Writes a model's arrays as NumPy's savez does: a zip archive, not compressed, of .npy files. */
final class NpzFile {
  /**
   * The first time that a zip archive can name, instead of the clock's, so that equal models give
   * equal bytes.
   */
  private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NpzFile() {}

  static void write(Model model, Path file, Configuration conf) throws IOException {
    RunFiles.write(
        file,
        conf,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, double[]> array : ModelArrays.wide(model).entrySet()) {
            writeEntry(array.getKey() + ".npy", bytes(array.getValue()), zip);
          }
          for (Map.Entry<String, Tensor> array : ModelArrays.of(model).entrySet()) {
            writeEntry(array.getKey() + ".npy", bytes(array.getValue()), zip);
          }
          zip.finish();
        });
  }

  private static void writeEntry(String name, byte[] content, ZipOutputStream zip)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(WRITTEN);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] bytes(double[] values) {
    byte[] header = NpyHeader.ofDoubles(List.of(values.length));
    ByteBuffer bytes =
        ByteBuffer.allocate(header.length + Double.BYTES * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(header).asDoubleBuffer().put(values);
    return bytes.array();
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] header = NpyHeader.ofFloats(tensor.shape());
    long length = header.length + 4L * tensor.values().length;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("an array of shape " + tensor.shape() + " is too large");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(header).asFloatBuffer().put(tensor.values());
    return bytes.array();
  }
}
