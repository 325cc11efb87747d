package dev.lockstep.export;

import dev.lockstep.model.Model;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A format that a model can be written in. */
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
   * @param target the file, or for CSV the folder; replaced where it is there
   * @throws IllegalArgumentException if the format cannot hold so large a model
   */
  public abstract void write(Model model, Path target, Configuration conf) throws IOException;

  /** The format that a file's name ends in. */
  public static Optional<ExportFormat> ofName(String file) {
    return Arrays.stream(values()).filter(f -> file.endsWith("." + f)).findFirst();
  }

  /** Returns true for the name of a file that a folder of {@link #CSV} may hold. */
  public static boolean isOfCsvFolder(String file) {
    return CsvFolder.isOurs(file);
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
