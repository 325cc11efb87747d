package dev.lockstep.model.file;

import dev.lockstep.model.WeightSlot;
import dev.lockstep.nn.Network;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads parameters from a folder of CSV files: a line for each input, a bias as one line or column.
 */
final class CsvWeights {
  /** Possessive, so that a million digits before a letter are scanned once. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][-+]?\\d{1,4}+)?+");

  private CsvWeights() {}

  static float[] read(Path folder, Network network, Configuration conf) throws IOException {
    float[] parameters = new float[network.parameterCount()];
    for (WeightSlot slot : WeightSlot.of(network)) {
      Path file = new Path(folder, slot.name() + ".csv");
      RunFiles.read(
          file,
          conf,
          (in, fileBytes) -> {
            read(file, in, slot, parameters);
            return file;
          });
    }
    return parameters;
  }

  private static void read(Path file, DataInputStream in, WeightSlot slot, float[] parameters)
      throws IOException {
    boolean vector = slot.shape().size() == 1;
    int count = slot.rows() * slot.columns();
    int rows = 0;
    int values = 0;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      rows++;
      String[] cells = line.split(",", -1);
      if ((!vector && cells.length != slot.columns()) || values + cells.length > count) {
        throw new DamagedFileException(
            file,
            String.format(
                Locale.ROOT,
                "row %d has %d values, after %d; the network wants %s",
                rows,
                cells.length,
                values,
                slot.shape()));
      }
      for (int c = 0; c < cells.length; c++) {
        parameters[slot.offset() + values++] = number(file, rows, c + 1, cells[c].strip());
      }
    }
    if (values < count) {
      throw new DamagedFileException(
          file, "has " + Counted.of(values, "value") + "; the network wants " + slot.shape());
    }
  }

  private static float number(Path file, int row, int column, String cell) {
    float value = NUMBER.matcher(cell).matches() ? Float.parseFloat(cell) : Float.NaN;
    if (!Float.isFinite(value)) {
      throw new DamagedFileException(
          file,
          String.format(
              Locale.ROOT,
              "row %d, column %d: %s is not a float",
              row,
              column,
              DamagedFileException.quote(cell)));
    }
    return value;
  }
}
