package dev.lockstep.data.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.Map$;

/** The lines of each part of a file are those that Hadoop's reader finds. */
@Tag("slow")
class PlainLinesTest {
  private static final String[] PIECES = {"\n", "\r", "\r\n", "a", "bcdefghi", "\ufeff", "\u010a"};

  @TempDir Path folder;

  @Test
  void everyPartHasTheLinesOfHadoopsReader() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 60; round++) {
      StringBuilder text = new StringBuilder(round % 4 == 0 ? "\ufeff" : "");
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      Path file = Files.write(folder.resolve(round + ".csv"), bytes);
      int part = 1 + random.nextInt(bytes.length + 1);
      for (int start = 0; start < bytes.length; start += part) {
        int length = Math.min(part, bytes.length - start);
        assertThat(lines(bytes, start, length, 1 + random.nextInt(9)))
            .as("%s from %d on, %d bytes", text, start, length)
            .isEqualTo(hadoopsLines(file, start, length));
      }
    }
  }

  private static List<String> lines(byte[] bytes, int start, int length, int bufferBytes)
      throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, start, bytes.length);
    PartitionedFile part =
        new PartitionedFile(
            InternalRow.empty(),
            SparkPath.fromUrlString("file:///a.csv"),
            start,
            length,
            new String[0],
            0,
            bytes.length,
            Map$.MODULE$.empty());
    List<String> all = new ArrayList<>();
    try (PlainLines lines = new PlainLines(in, part, bufferBytes)) {
      lines.begin();
      lines.forEachRemaining(line -> all.add(line.getUTF8String(0).toString()));
    }
    return all;
  }

  private static List<String> hadoopsLines(Path file, int start, int length) throws IOException {
    List<String> all = new ArrayList<>();
    try (LineRecordReader reader = new LineRecordReader()) {
      reader.initialize(
          new FileSplit(new org.apache.hadoop.fs.Path(file.toUri()), start, length, new String[0]),
          new TaskAttemptContextImpl(new Configuration(), new TaskAttemptID()));
      while (reader.nextKeyValue()) {
        all.add(reader.getCurrentValue().toString());
      }
    }
    return all;
  }
}
