package dev.lockstep.export;

import dev.lockstep.model.Model;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A format for exported models. */
public enum ExportFormat {
  /** The whole model, from features as read to the class, for any ONNX runtime. */
  ONNX {
    @Override
    public void write(Model model, Path target, Configuration conf) throws IOException {
      OnnxFile.write(model, target, conf);
    }
  },

  /** The arrays, for NumPy. */
  NPZ {
    @Override
    public void write(Model model, Path target, Configuration conf) throws IOException {
      NpzFile.write(model, target, conf);
    }
  },

  /** The arrays, as a folder of text files. */
  CSV {
    @Override
    public void write(Model model, Path target, Configuration conf) throws IOException {
      CsvFolder.write(model, target, conf);
    }
  };

  /**
   * Writes a model; equal models give equal bytes.
   *
   * @param target the file, or for CSV the folder; replaced if it exists
   * @throws IllegalArgumentException if the model is too large for the format
   */
  public abstract void write(Model model, Path target, Configuration conf) throws IOException;

  /** Returns the format that a file's name ends in. */
  public static Optional<ExportFormat> ofName(String file) {
    return Arrays.stream(values()).filter(f -> file.endsWith("." + f)).findFirst();
  }

  /** Returns true for the name of a file that a folder of {@link #CSV} may hold. */
  public static boolean isOfCsvFolder(String file) {
    return CsvFolder.isOurs(file);
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
