package dev.lockstep.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes {@code metrics.jsonl}, a line for each epoch. The file is complete at any time: it is
 * replaced, because not all file systems can append. Writing the whole file for every line would
 * take time that grows with the square of the lines, so it is replaced at the earliest a second
 * after the last time, and a second later for every thousand lines; and by {@link #flush} and
 * {@link #close}.
 *
 * <p>After a kill, the lines since the last write are missing. A run that goes on from a checkpoint
 * writes those of the epochs after it. So the log is flushed before a checkpoint is written, and no
 * line is missing in the end.
 *
 * <p>Where training ends, {@code metrics.csv} is written beside it, with the same numbers.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "metrics.jsonl";

  /** The name of the same as CSV, beside it; written once, at the end. */
  public static final String CSV_FILE_NAME = MetricsCsv.FILE_NAME;

  static final int MAX_BYTES = 1 << 28;
  private static final int LINES_PER_SECOND = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Configuration conf;
  private final StringBuilder lines = new StringBuilder();
  private int count;
  private boolean allWritten = true;

  /** In seconds on the training's clock. */
  private double lastWriteSeconds = Double.NEGATIVE_INFINITY;

  /** Creates the log of a run that begins. */
  public MetricsLog(Path folder, Configuration conf) {
    file = new Path(folder, FILE_NAME);
    this.conf = conf;
  }

  /** Returns the log of a run that goes on, with the lines of past epochs. */
  public static MetricsLog goingOn(Path folder, Configuration conf, int epochs) throws IOException {
    MetricsLog log = new MetricsLog(folder, conf);
    if (!log.file.getFileSystem(conf).exists(log.file)) {
      return log;
    }
    String before = RunFiles.readText(log.file, conf, MAX_BYTES);
    for (String line : before.lines().toList()) {
      int epoch = StrictJson.parse(log.file, line).path("epoch").asInt();
      if (epoch <= epochs) {
        log.append(line);
      }
    }
    if (log.lines.length() < before.length()) {
      RunFiles.writeText(log.file, conf, log.lines.toString());
    }
    return log;
  }

  @Override
  public void onEpoch(Measures measures) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("epoch", measures.epoch())
            .put("step", measures.step())
            .put("meanLoss", measures.meanLoss());
    measures.accuracy().ifPresent(accuracy -> line.put("accuracy", accuracy));
    line.put("learningRate", measures.learningRate())
        .put("seconds", measures.seconds())
        .put("examplesPerSecond", measures.examples() / measures.seconds());
    measures
        .validation()
        .ifPresent(
            validation ->
                line.put("validationLoss", validation.meanLoss())
                    .put(validationField(validation.metric()), validation.measure()));
    append(line.toString());
    allWritten = false;
    double pauseSeconds = 1 + (double) count / LINES_PER_SECOND;
    if (measures.seconds() - lastWriteSeconds >= pauseSeconds) {
      flush();
      lastWriteSeconds = measures.seconds();
    }
  }

  /** Returns the field of a measure on the validation set, as in "validationAccuracy". */
  static String validationField(Metric metric) {
    String name = metric.toString();
    return "validation" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private void append(String line) {
    lines.append(line).append('\n');
    count++;
  }

  /** Writes the lines that the file lacks, if any. */
  public void flush() {
    if (allWritten) {
      return;
    }
    write(file, lines.toString());
    allWritten = true;
  }

  /**
   * Writes the last lines, whether training is complete or has failed, and {@code metrics.csv} of
   * all of them.
   */
  @Override
  public void close() {
    flush();
    if (count > 0) {
      write(new Path(file.getParent(), CSV_FILE_NAME), MetricsCsv.of(lines.toString()));
    }
  }

  private void write(Path path, String text) {
    try {
      RunFiles.writeText(path, conf, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
