package dev.lockstep.export;

import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Tensor;
import dev.lockstep.storage.RunFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes a model's arrays as text: a file for each, a line for each input; arrays of one dimension
 * as one column. Numbers are printed so that reading them gives the same bits.
 */
final class CsvFolder {
  /** The file of the inputs' names, of models whose inputs are not the columns themselves. */
  private static final String NAMES = "input.names";

  private static final Pattern OURS =
      Pattern.compile(
          "(layer\\d+\\.(weight|bias)|"
              + Pattern.quote(ModelFormat.OFFSETS)
              + "|"
              + Pattern.quote(ModelFormat.DIVISORS)
              + "|"
              + Pattern.quote(NAMES)
              + ")\\.csv");

  private CsvFolder() {}

  /** Returns true for a name of {@link #write}'s files. */
  static boolean isOurs(String file) {
    return OURS.matcher(file).matches();
  }

  static void write(Model model, Path folder, Configuration conf) throws IOException {
    for (Map.Entry<String, double[]> array : ModelArrays.wide(model).entrySet()) {
      String lines =
          Arrays.stream(array.getValue()).mapToObj(x -> x + "\n").collect(Collectors.joining());
      RunFiles.writeText(new Path(folder, array.getKey() + ".csv"), conf, lines);
    }
    if (!model.preprocessing().isPlain()) {
      String lines =
          model.preprocessing().inputNames().stream()
              .map(name -> '"' + name.replace("\"", "\"\"") + "\"\n")
              .collect(Collectors.joining());
      RunFiles.writeText(new Path(folder, NAMES + ".csv"), conf, lines);
    }
    for (Map.Entry<String, Tensor> array : ModelArrays.of(model).entrySet()) {
      RunFiles.write(
          new Path(folder, array.getKey() + ".csv"),
          conf,
          out -> writeLines(array.getValue(), out));
    }
  }

  private static void writeLines(Tensor tensor, OutputStream out) throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
    int columns = tensor.shape().size() == 1 ? 1 : tensor.shape().get(1);
    float[] values = tensor.values();
    for (int i = 0; i < values.length; i++) {
      text.write(Float.toString(values[i]));
      text.write((i + 1) % columns == 0 ? '\n' : ',');
    }
    text.flush();
  }
}
