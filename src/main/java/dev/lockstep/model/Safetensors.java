package dev.lockstep.model;

import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.FileText;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The content of a safetensors file (github.com/huggingface/safetensors): named float32 tensors and
 * a map of strings. The file is 8 bytes with the header's length, the header in JSON, and the
 * tensors' bytes one after another, all little-endian. Equal content gives equal bytes.
 *
 * @param tensors by name; their order is the order in the file
 * @param metadata sorted by key
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** Far more than class names and layers need, far less than would be slow to parse. */
  public static final int MAX_HEADER_BYTES = 16 << 20;

  /** What models of Lockstep's have. */
  private static final Set<ElementType> OURS = EnumSet.of(ElementType.F32);

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
   * Checks that names and metadata are not too long to be read again.
   *
   * @throws IllegalArgumentException if they are
   */
  public void requireReadable() {
    int bytes = SafetensorsHeader.of(tensors, metadata).bytes().length;
    if (bytes > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a header of " + bytes + " bytes; the limit is " + MAX_HEADER_BYTES);
    }
  }

  /** Writes a file's bytes. */
  public void write(OutputStream out) throws IOException {
    byte[] header = SafetensorsHeader.of(tensors, metadata).bytes();
    writeHeaderLength(header.length, out);
    out.write(header);
    for (Tensor tensor : tensors.values()) {
      writeFloats(tensor.values(), out);
    }
  }

  /**
   * Reads a file's bytes and trusts nothing in them: the header's length and every offset are
   * checked against the file's size before anything of that size is allocated. Floats may have any
   * value, NaN and infinities too.
   *
   * @param file its name in messages
   * @param fileBytes its size
   * @throws DamagedFileException if it breaks the format, or a tensor is not float32
   */
  public static Safetensors of(Object file, DataInputStream in, long fileBytes) throws IOException {
    return read(file, in, fileBytes, OURS, (name, shape, type) -> {});
  }

  /** Looks at the tensors of a file before their numbers are read. */
  @FunctionalInterface
  public interface TensorCheck {
    /** Looks at one tensor. @throws DamagedFileException if it is not wanted */
    void look(String name, List<Integer> shape, ElementType type);
  }

  /**
   * Reads a file of another program's: tensors of any type of floats.
   *
   * @param check looks at all tensors before the numbers of one are read
   * @throws DamagedFileException if it breaks the format, or a tensor is of another type
   */
  public static Safetensors ofAnyFloats(
      Object file, DataInputStream in, long fileBytes, TensorCheck check) throws IOException {
    return read(file, in, fileBytes, EnumSet.allOf(ElementType.class), check);
  }

  /** Reads the metadata of a file whose tensors may be of any type. */
  public static Map<String, String> metadata(Object file, DataInputStream in, long fileBytes)
      throws IOException {
    return header(file, in, fileBytes, EnumSet.allOf(ElementType.class)).metadata();
  }

  private static SafetensorsHeader header(
      Object file, DataInputStream in, long fileBytes, Set<ElementType> readable)
      throws IOException {
    int headerBytes = readHeaderLength(file, in, fileBytes);
    String json = FileText.read(file, in, headerBytes);
    long dataBytes = fileBytes - LENGTH_BYTES - headerBytes;
    return SafetensorsHeaderParser.parse(file, json, dataBytes, readable);
  }

  private static Safetensors read(
      Object file, DataInputStream in, long fileBytes, Set<ElementType> readable, TensorCheck check)
      throws IOException {
    SafetensorsHeader header = header(file, in, fileBytes, readable);
    for (SafetensorsHeader.Entry entry : header.entries()) {
      check.look(entry.name(), entry.shape(), entry.type());
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      if (!entry.type().isFloat()) {
        throw new DamagedFileException(
            file,
            "tensor "
                + DamagedFileException.quote(entry.name())
                + " is of type "
                + entry.type()
                + "; float16, bfloat16, float32 and float64 are read");
      }
      tensors.put(
          entry.name(), new Tensor(entry.shape(), readFloats(entry.type(), entry.count(), in)));
    }
    return checked(file, tensors, header.metadata());
  }

  private static Safetensors checked(
      Object file, Map<String, Tensor> tensors, Map<String, String> metadata) {
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

  private static int readHeaderLength(Object file, DataInputStream in, long fileBytes)
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

  private static float[] readFloats(ElementType type, int length, DataInputStream in)
      throws IOException {
    float[] values = new float[length];
    byte[] chunk = new byte[type.bytes() * Math.min(CHUNK_FLOATS, length)];
    for (int done = 0; done < length; done += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, length - done);
      in.readFully(chunk, 0, type.bytes() * count);
      ByteBuffer numbers = littleEndian(chunk);
      if (type == ElementType.F32) {
        numbers.asFloatBuffer().get(values, done, count);
      } else {
        for (int i = done; i < done + count; i++) {
          values[i] = type.next(numbers);
        }
      }
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
