package dev.lockstep.data.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.codec.Codecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.bzip2.CBZip2OutputStream;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.Map$;

/** A file of bzip2 may be divided at any byte: each of its lines is in one part, in their order. */
@Tag("slow")
class PackedPartsTest {
  /** In a file's first bytes; the first block follows. */
  private static final byte[] MAGIC = {'B', 'Z'};

  private final Configuration conf = Codecs.guarded(new Configuration());
  @TempDir Path folder;

  /** As parallel packers write it: many streams, here of a few lines, some without a line's end. */
  @Test
  void ofManyStreamsIsDividedAtEveryByte() throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    String text = "";
    for (int i = 0; i < 60; i++) {
      lines.add("row " + i + "," + i * 37 % 11);
      text += lines.get(i) + (i % 3 == 0 ? "\r\n" : "\n");
      if (i % 7 == 6 || i == 59) {
        int end = i == 59 ? text.length() : text.length() - i % 4;
        packed.write(bzip2(text.substring(0, end), 9));
        text = text.substring(end);
      }
    }
    Path file = Files.write(folder.resolve("streams.csv.bz2"), packed.toByteArray());
    int bytes = packed.size();
    for (int at = 1; at < bytes; at++) {
      assertThat(lines(file, List.of(0, at, bytes))).as("divided at %d", at).isEqualTo(lines);
    }
    Random random = new Random(4);
    for (int round = 0; round < 50; round++) {
      TreeSet<Integer> ends = new TreeSet<>(List.of(0, bytes));
      random.ints(1 + random.nextInt(20), 1, bytes).forEach(ends::add);
      assertThat(lines(file, List.copyOf(ends))).as("divided at %s", ends).isEqualTo(lines);
    }
  }

  /** As bzip2 itself writes it: one stream of blocks, which begin within a byte. */
  @Test
  void ofOneStreamIsDividedWithinAndBetweenBlocks() throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> lines = new ArrayList<>();
    while (text.length() < 350_000) {
      lines.add(lines.size() + ("," + lines.size() % 10).repeat(40));
      text.append(lines.get(lines.size() - 1)).append('\n');
    }
    byte[] packed = bzip2(text.toString(), 1);
    Path file = Files.write(folder.resolve("blocks.csv.bz2"), packed);
    Random random = new Random(5);
    for (int round = 0; round < 12; round++) {
      TreeSet<Integer> ends = new TreeSet<>(List.of(0, packed.length));
      random.ints(1 + round, 1, packed.length).forEach(ends::add);
      assertThat(lines(file, List.copyOf(ends))).as("divided at %s", ends).isEqualTo(lines);
    }
  }

  private static byte[] bzip2(String text, int blockSize) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(MAGIC);
    try (OutputStream out = new CBZip2OutputStream(bytes, blockSize)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** Returns the lines of all parts, one after another. */
  private List<String> lines(Path file, List<Integer> ends) throws IOException {
    List<String> all = new ArrayList<>();
    for (int p = 1; p < ends.size(); p++) {
      int start = ends.get(p - 1);
      PartitionedFile part =
          new PartitionedFile(
              InternalRow.empty(),
              SparkPath.fromPathString(file.toString()),
              start,
              ends.get(p) - start,
              new String[0],
              0,
              ends.get(ends.size() - 1),
              Map$.MODULE$.empty());
      PackedLines.open(part, conf)
          .forEachRemaining(
              line ->
                  all.add(
                      new String(
                          line.bytes(),
                          line.from(),
                          line.to() - line.from(),
                          StandardCharsets.UTF_8)));
    }
    return all;
  }
}
