package dev.lockstep.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.RunFiles;
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

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Configuration conf;
  private final StringBuilder lines = new StringBuilder();

  public MetricsLog(Path folder, Configuration conf) {
    file = new Path(folder, FILE_NAME);
    this.conf = conf;
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
    lines.append(line).append('\n');
    try {
      RunFiles.writeText(file, conf, lines.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
