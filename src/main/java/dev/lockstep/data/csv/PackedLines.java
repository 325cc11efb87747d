package dev.lockstep.data.csv;

import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.execution.datasources.HadoopFileLinesReader;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.util.TaskCompletionListener;

/** The lines of a part of a compressed file, which Hadoop's reader finds. */
final class PackedLines implements Iterator<LineRow> {
  private final HadoopFileLinesReader texts;
  private final LineRow line;

  private PackedLines(HadoopFileLinesReader texts, LineRow line) {
    this.texts = texts;
    this.line = line;
  }

  /** Opens a part for a task, which closes it when it ends. */
  static PackedLines open(PartitionedFile part, Configuration conf) {
    HadoopFileLinesReader texts = new HadoopFileLinesReader(part, conf);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> texts.close());
    }
    return new PackedLines(texts, new LineRow(part));
  }

  @Override
  public boolean hasNext() {
    return texts.hasNext();
  }

  @Override
  public LineRow next() {
    Text text = texts.next();
    line.set(text.getBytes(), 0, text.getLength());
    return line;
  }
}
