package dev.lockstep.model.file;

import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.WeightSlot;
import dev.lockstep.nn.Network;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads parameters from an NPZ file: a zip archive of .npy files. */
final class NpzWeights {
  private static final String SUFFIX = ".npy";

  /** Deflate expands a byte to at most this number. */
  private static final int MOST_INFLATED = 1_032;

  private static final int SKIPPED_BYTES = 1 << 10;

  private final Path file;
  private final Map<String, WeightSlot> missing = new TreeMap<>();
  private final List<String> found = new ArrayList<>();
  private final float[] parameters;

  private NpzWeights(Path file, Network network, long fileBytes) {
    this.file = file;
    for (WeightSlot slot : WeightSlot.of(network)) {
      missing.put(slot.name(), slot);
    }
    if (4L * network.parameterCount() / MOST_INFLATED > fileBytes) {
      throw new DamagedFileException(
          file,
          String.format(
              Locale.ROOT,
              "has %s, too few for the %d parameters of %s",
              Counted.of(fileBytes, "byte"),
              network.parameterCount(),
              network));
    }
    parameters = new float[network.parameterCount()];
  }

  static float[] read(Path file, Network network, Configuration conf) throws IOException {
    return RunFiles.read(
        file,
        conf,
        (in, fileBytes) -> new NpzWeights(file, network, fileBytes).readAll(in, network));
  }

  private float[] readAll(DataInputStream in, Network network) throws IOException {
    try {
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        readEntry(entry.getName(), zip, network);
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw new DamagedFileException(file, "is not a sound zip archive: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new DamagedFileException(file, "is not an NPZ file: no arrays in it");
    }
    if (!missing.isEmpty()) {
      throw new DamagedFileException(
          file, "has no array " + missing.keySet().iterator().next() + "; it has " + found);
    }
    return parameters;
  }

  private void readEntry(String entryName, ZipInputStream zip, Network network) throws IOException {
    String name =
        entryName.endsWith(SUFFIX)
            ? entryName.substring(0, entryName.length() - SUFFIX.length())
            : entryName;
    if (name.equals(ModelFormat.OFFSETS) || name.equals(ModelFormat.DIVISORS)) {
      skipScaling(name, zip, network.features());
      return;
    }
    WeightSlot slot = missing.remove(name);
    if (slot == null) {
      throw new DamagedFileException(
          file,
          found.contains(name)
              ? "has the array " + name + " twice"
              : String.format(
                  Locale.ROOT,
                  "has an array %s; a network %s has layer0.weight, layer0.bias, to layer%d.bias",
                  DamagedFileException.quote(name),
                  network,
                  network.layers() - 1));
    }
    found.add(name);
    try {
      readArray(slot, new DataInputStream(zip));
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, name + " " + e.getMessage(), e);
    }
  }

  /** Skips an array with a number for each feature, and no more than such an array takes. */
  private void skipScaling(String name, ZipInputStream zip, int features) throws IOException {
    long most = NpyHeader.MAX_BYTES + (long) Double.BYTES * features;
    byte[] passed = new byte[SKIPPED_BYTES];
    for (long bytes = 0; bytes <= most; ) {
      int count = zip.read(passed);
      if (count < 0) {
        return;
      }
      bytes += count;
    }
    throw new DamagedFileException(
        file, name + " has more than " + most + " bytes, too many for " + features + " features");
  }

  private void readArray(WeightSlot slot, DataInputStream in) throws IOException {
    NpyHeader header = NpyHeader.read(in);
    if (!header.shape().equals(slot.shape())) {
      throw new IllegalArgumentException(
          "has shape " + header.shape() + ", but the network wants " + slot.shape());
    }
    float[] values = header.readValues(in);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("has " + values[i] + " at " + i);
      }
    }
    System.arraycopy(values, 0, parameters, slot.offset(), values.length);
  }
}
