package dev.lockstep.model;

import dev.lockstep.storage.DamagedFileException;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.Counted;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The content of a safetensors file (github.com/huggingface/safetensors): named float32 tensors and
 * a map of strings. The file is 8 bytes with the header's length, the header in JSON, and the
 * tensors' bytes one after another, all little-endian. Equal content gives equal bytes.
 *
 * @param tensors by name; their order is the order in the file
 * @param metadata sorted by key
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** The name of a model's file in a run folder. */
  static final String MODEL = "model.safetensors";

  /** Far more than class names and layers need, far less than would be slow to parse. */
  static final int MAX_HEADER_BYTES = 16 << 20;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int CHUNK_FLOATS = 1 << 14;

  public Safetensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    tensors.keySet().forEach(Safetensors::checkName);
    metadata.keySet().forEach(Safetensors::checkText);
    metadata.values().forEach(Safetensors::checkText);
  }

  /**
   * Creates or replaces {@code file}, as {@link RunFiles#write} does.
   *
   * @throws IllegalArgumentException if names and metadata are too long to be read again
   */
  public void write(Path file, Configuration conf) throws IOException {
    byte[] header = SafetensorsHeader.of(tensors, metadata).bytes();
    if (header.length > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a header of " + header.length + " bytes; the limit is " + MAX_HEADER_BYTES);
    }
    RunFiles.write(
        file,
        conf,
        out -> {
          writeHeaderLength(header.length, out);
          out.write(header);
          for (Tensor tensor : tensors.values()) {
            writeFloats(tensor.values(), out);
          }
        });
  }

  /**
   * Reads a file and trusts nothing in it: the header's length and every offset are checked against
   * the file's size before anything of that size is allocated. Floats may have any value, NaN and
   * infinities too.
   *
   * @throws DamagedFileException if there is no such file, or it breaks the format, or a tensor is
   *     not float32
   * @throws IOException if the file system fails
   */
  public static Safetensors read(Path file, Configuration conf) throws IOException {
    return RunFiles.read(
        file,
        conf,
        (in, fileBytes) -> {
          int headerBytes = readHeaderLength(file, in, fileBytes);
          String json = RunFiles.text(file, in, headerBytes);
          SafetensorsHeader header =
              SafetensorsHeaderParser.parse(file, json, fileBytes - LENGTH_BYTES - headerBytes);
          Map<String, Tensor> tensors = new LinkedHashMap<>();
          for (SafetensorsHeader.Entry entry : header.entries()) {
            tensors.put(entry.name(), new Tensor(entry.shape(), readFloats(entry.count(), in)));
          }
          return checked(file, tensors, header.metadata());
        });
  }

  private static Safetensors checked(
      Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    try {
      return new Safetensors(tensors, metadata);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  private static void writeHeaderLength(long headerBytes, OutputStream out) throws IOException {
    byte[] length = new byte[LENGTH_BYTES];
    littleEndian(length).putLong(headerBytes);
    out.write(length);
  }

  private static int readHeaderLength(Path file, DataInputStream in, long fileBytes)
      throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw new DamagedFileException(
          file,
          "has "
              + Counted.of(fileBytes, "byte")
              + "; the header's length alone takes "
              + LENGTH_BYTES);
    }
    long headerBytes = Long.reverseBytes(in.readLong());
    String claim = "header length " + Long.toUnsignedString(headerBytes);
    if (headerBytes < 0 || headerBytes > fileBytes - LENGTH_BYTES) {
      throw new DamagedFileException(
          file,
          claim
              + " does not fit in the file, which has "
              + fileBytes
              + " bytes: it is cut short, or not a safetensors file");
    }
    if (headerBytes > MAX_HEADER_BYTES) {
      throw new DamagedFileException(file, claim + " is above the limit of " + MAX_HEADER_BYTES);
    }
    return (int) headerBytes;
  }

  private static void writeFloats(float[] values, OutputStream out) throws IOException {
    byte[] chunk = new byte[Float.BYTES * Math.min(CHUNK_FLOATS, values.length)];
    for (int done = 0; done < values.length; done += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, values.length - done);
      littleEndian(chunk).asFloatBuffer().put(values, done, count);
      out.write(chunk, 0, Float.BYTES * count);
    }
  }

  private static float[] readFloats(int length, DataInputStream in) throws IOException {
    float[] values = new float[length];
    byte[] chunk = new byte[Float.BYTES * Math.min(CHUNK_FLOATS, length)];
    for (int done = 0; done < length; done += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, length - done);
      in.readFully(chunk, 0, Float.BYTES * count);
      littleEndian(chunk).asFloatBuffer().get(values, done, count);
    }
    return values;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void checkName(String name) {
    checkText(name);
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("no tensor may be called " + name);
    }
  }

  private static void checkText(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          DamagedFileException.quote(text) + " holds half a character: it cannot be written");
    }
  }
}
