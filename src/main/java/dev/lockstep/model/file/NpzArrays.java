package dev.lockstep.model.file;

import dev.lockstep.model.Tensor;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads the arrays of an NPZ file, whatever their names. */
public final class NpzArrays {
  private static final String SUFFIX = ".npy";

  /** Deflate expands a byte to at most this number. */
  private static final int MOST_INFLATED = 1_032;

  private static final int MOST_ARRAYS = 4_096;

  private NpzArrays() {}

  /** Looks at an array of a file before its numbers are read. */
  @FunctionalInterface
  public interface ArrayCheck {
    /** Looks at one array. @throws DamagedFileException if it is not wanted */
    void look(String name, List<Integer> shape, int elementBytes);
  }

  /**
   * Reads arrays of floats.
   *
   * @return the arrays by name, in the file's order
   * @param check looks at each array before its numbers are read
   * @throws DamagedFileException if there is no such file, or it is not an NPZ file of floats
   * @throws IOException if the file system fails
   */
  public static Map<String, Tensor> read(Path file, Configuration conf, ArrayCheck check)
      throws IOException {
    return RunFiles.read(file, conf, (in, fileBytes) -> readAll(file, in, fileBytes, check));
  }

  private static Map<String, Tensor> readAll(
      Path file, DataInputStream in, long fileBytes, ArrayCheck check) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    try {
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = withoutSuffix(entry.getName());
        if (arrays.size() == MOST_ARRAYS) {
          throw new DamagedFileException(file, "has more than " + MOST_ARRAYS + " arrays");
        }
        if (arrays.put(name, array(file, name, zip, fileBytes, check)) != null) {
          throw new DamagedFileException(
              file, "has the array " + DamagedFileException.quote(name) + " twice");
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw new DamagedFileException(file, "is not a sound zip archive: " + e.getMessage(), e);
    }
    if (arrays.isEmpty()) {
      throw new DamagedFileException(file, "is not an NPZ file: no arrays in it");
    }
    return arrays;
  }

  private static String withoutSuffix(String entry) {
    return entry.endsWith(SUFFIX) ? entry.substring(0, entry.length() - SUFFIX.length()) : entry;
  }

  private static Tensor array(
      Path file, String name, ZipInputStream zip, long fileBytes, ArrayCheck check)
      throws IOException {
    try {
      DataInputStream in = new DataInputStream(zip);
      NpyHeader header = NpyHeader.read(in);
      check.look(name, header.shape(), header.elementBytes());
      if ((long) header.count() * header.elementBytes() / MOST_INFLATED > fileBytes) {
        throw new IllegalArgumentException(
            "has shape "
                + header.shape()
                + ", too many numbers for "
                + Counted.of(fileBytes, "byte"));
      }
      return new Tensor(header.shape(), header.readValues(in));
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(
          file, DamagedFileException.shortened(name) + " " + e.getMessage(), e);
    }
  }
}
