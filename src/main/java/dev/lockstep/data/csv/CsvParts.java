package dev.lockstep.data.csv;

import dev.lockstep.data.codec.Codecs;
import dev.lockstep.data.files.ListedFiles;
import dev.lockstep.data.files.PartitionColumns;
import dev.lockstep.data.files.TableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.executor.InputMetrics;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Divides CSV files among tasks, which read their lines. This needs no session of Spark's SQL,
 * whose start takes longer than reading a table of a hundred megabytes.
 */
final class CsvParts {
  /** The setting of Spark's own readers for the most bytes of a task, and its default. */
  private static final String MOST_BYTES = "spark.sql.files.maxPartitionBytes";

  private static final String MOST_BYTES_DEFAULT = "128m";

  /** Opening a file takes as long as reading so many bytes; no part is smaller. */
  private static final long OPENING_BYTES = 4L << 20;

  private CsvParts() {}

  /**
   * Returns the lines of all files, headers included, each followed by the cells of its partition;
   * those of a file are in its order.
   */
  static JavaRDD<LineRow> lines(
      JavaSparkContext spark,
      List<TableFile> files,
      PartitionColumns partitions,
      CsvSyntax syntax) {
    Configuration conf = Codecs.guarded(spark.hadoopConfiguration());
    List<List<PartitionedFile>> tasks = tasks(spark, files, partitions, syntax, conf);
    return spark
        .parallelize(tasks, Math.max(1, tasks.size()))
        .mapPartitions(new Reader(syntax, spark.broadcast(new SerializableConfiguration(conf))));
  }

  /** Returns the parts that each task reads: about the same number of bytes for every core. */
  private static List<List<PartitionedFile>> tasks(
      JavaSparkContext spark,
      List<TableFile> files,
      PartitionColumns partitions,
      CsvSyntax syntax,
      Configuration conf) {
    long mostBytes = Math.max(1, spark.getConf().getSizeAsBytes(MOST_BYTES, MOST_BYTES_DEFAULT));
    long bytes = files.stream().mapToLong(file -> OPENING_BYTES + file.status().getLen()).sum();
    long cores = spark.defaultParallelism();
    long rounds = Math.max(1, ceilDiv(bytes, cores * mostBytes));
    long even = Math.max(OPENING_BYTES, ceilDiv(bytes, cores * rounds));
    long taskBytes = Math.min(mostBytes, even);
    CompressionCodecFactory factory = new CompressionCodecFactory(conf);
    List<List<PartitionedFile>> tasks = new ArrayList<>();
    long left = 0;
    for (TableFile file : files) {
      CompressionCodec codec = factory.getCodec(file.path());
      boolean divisible =
          syntax.isDivisible() && (codec == null || codec instanceof SplittableCompressionCodec);
      for (PartitionedFile part : parts(file, partitions, divisible, taskBytes)) {
        if (left < part.length()) {
          tasks.add(new ArrayList<>());
          left = taskBytes;
        }
        tasks.get(tasks.size() - 1).add(part);
        left -= part.length() + OPENING_BYTES;
      }
    }
    return tasks;
  }

  private static long ceilDiv(long bytes, long by) {
    return (bytes + by - 1) / by;
  }

  private static List<PartitionedFile> parts(
      TableFile file, PartitionColumns partitions, boolean divisible, long most) {
    long bytes = file.status().getLen();
    List<PartitionedFile> parts = new ArrayList<>();
    for (long start = 0; start < bytes; start += divisible ? most : bytes) {
      parts.add(
          new PartitionedFile(
              partitions.textOf(file.path()),
              SparkPath.fromPath(file.path()),
              start,
              divisible ? Math.min(most, bytes - start) : bytes,
              new String[0],
              file.status().getModificationTime(),
              bytes,
              scala.collection.immutable.Map$.MODULE$.empty()));
    }
    return parts;
  }

  private record Reader(CsvSyntax syntax, Broadcast<SerializableConfiguration> conf)
      implements FlatMapFunction<Iterator<List<PartitionedFile>>, LineRow> {
    @Override
    public Iterator<LineRow> call(Iterator<List<PartitionedFile>> tasks) {
      List<PartitionedFile> parts = tasks.hasNext() ? tasks.next() : List.of();
      return new Lines(parts, syntax, conf.value().value());
    }
  }

  /** The lines of a task's parts; Spark is told which of them is read. */
  private static final class Lines implements Iterator<LineRow> {
    private final Iterator<PartitionedFile> parts;
    private final CsvSyntax syntax;
    private final Configuration conf;
    private final TaskContext task = TaskContext.get();
    private final InputMetrics metrics = task.taskMetrics().inputMetrics();
    private Iterator<LineRow> lines = Collections.emptyIterator();

    Lines(List<PartitionedFile> parts, CsvSyntax syntax, Configuration conf) {
      this.parts = parts.iterator();
      this.syntax = syntax;
      this.conf = conf;
    }

    @Override
    public boolean hasNext() {
      if (task.isInterrupted()) {
        throw new TaskKilledException();
      }
      while (!lines.hasNext()) {
        if (!parts.hasNext()) {
          InputFileBlockHolder.unset();
          return false;
        }
        PartitionedFile part = parts.next();
        InputFileBlockHolder.set(part.urlEncodedPath(), part.start(), part.length());
        metrics.incBytesRead(part.length());
        lines = open(part);
      }
      return true;
    }

    private Iterator<LineRow> open(PartitionedFile part) {
      Configuration here = ListedFiles.confFor(part.toPath(), conf);
      try {
        Iterator<LineRow> all = lines(part, here);
        return syntax.isMultiLine() ? new JoinedLines(all, syntax) : all;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Iterator<LineRow> lines(PartitionedFile part, Configuration here) throws IOException {
      if (syntax.isTranscoded()) {
        return PlainLines.ofAll(TextFile.open(part.toPath(), syntax, here), part);
      }
      return new CompressionCodecFactory(here).getCodec(part.toPath()) == null
          ? PlainLines.open(part, here)
          : PackedLines.open(part, here);
    }

    @Override
    public LineRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      metrics.incRecordsRead(1);
      return lines.next();
    }
  }
}
