package dev.lockstep.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.RunFiles;
import dev.lockstep.model.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes {@code metrics.jsonl}, a line an epoch. The file is whole at any time: it is replaced,
 * since not all file systems append.
 */
public final class MetricsLog implements TrainingListener {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "metrics.jsonl";

  private static final int MAX_BYTES = 1 << 28;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Configuration conf;
  private final StringBuilder lines = new StringBuilder();

  /** For a run that begins. */
  public MetricsLog(Path folder, Configuration conf) {
    file = new Path(folder, FILE_NAME);
    this.conf = conf;
  }

  /** For a run that goes on: of the lines in its file, those of the epochs that are over stay. */
  public static MetricsLog goingOn(Path folder, Configuration conf, int epochs) throws IOException {
    MetricsLog log = new MetricsLog(folder, conf);
    if (!log.file.getFileSystem(conf).exists(log.file)) {
      return log;
    }
    String before = RunFiles.readText(log.file, conf, MAX_BYTES);
    for (String line : before.lines().toList()) {
      int epoch = StrictJson.parse(log.file, line).path("epoch").asInt();
      if (epoch <= epochs) {
        log.lines.append(line).append('\n');
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
            .put("meanLoss", measures.meanLoss())
            .put("learningRate", measures.learningRate())
            .put("seconds", measures.seconds())
            .put("examplesPerSecond", measures.examples() / measures.seconds());
    measures
        .validation()
        .ifPresent(
            validation ->
                line.put("validationLoss", validation.meanLoss())
                    .put("validationAccuracy", validation.accuracy()));
    lines.append(line).append('\n');
    try {
      RunFiles.writeText(file, conf, lines.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
