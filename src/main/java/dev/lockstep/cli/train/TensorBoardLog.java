package dev.lockstep.cli.train;

import dev.lockstep.export.EventFile;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Metric;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.Validation;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes a run's measures to a file of TensorBoard's, in a folder of the run's name. A run that
 * goes on adds a file of its own, which TensorBoard joins with those before.
 */
final class TensorBoardLog implements TrainingListener, AutoCloseable {
  private static final double FLUSH_SECONDS = 1;

  private final EventFile events;
  private double flushed;
  private long step;

  private TensorBoardLog(EventFile events, long step) {
    this.events = events;
    this.step = step;
  }

  /**
   * Creates the file.
   *
   * @param folder the folder that TensorBoard is given
   * @param run the name of the run
   */
  static TensorBoardLog begin(Path folder, String run, TrainingState from, Configuration conf)
      throws IOException {
    double now = now();
    String name =
        String.format(
            Locale.ROOT,
            "events.out.tfevents.%010d.lockstep.%d.%d",
            (long) now,
            ProcessHandle.current().pid(),
            from.step());
    EventFile events = EventFile.create(new Path(new Path(folder, run), name), conf, now);
    if (from.step() > 0) {
      events.start(now, from.step());
    }
    return new TensorBoardLog(events, from.step());
  }

  @Override
  public void onEpoch(Measures measures) {
    step = measures.step();
    try {
      scalar("loss/train", measures.meanLoss());
      if (measures.accuracy().isPresent()) {
        scalar("accuracy/train", measures.accuracy().getAsDouble());
      }
      if (measures.validation().isPresent()) {
        Validation validation = measures.validation().get();
        scalar("loss/validation", validation.meanLoss());
        scalar(validation.metric() + "/validation", validation.measure());
      }
      scalar("learning_rate", measures.learningRate());
      if (now() - flushed >= FLUSH_SECONDS) {
        events.flush();
        flushed = now();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the measures on the test set, at the last step. */
  void test(Measured test) throws IOException {
    Metric metric = Metric.headline(test);
    scalar(metric + "/test", metric.of(test));
    scalar("loss/test", test.meanLoss());
  }

  private void scalar(String tag, double value) throws IOException {
    events.scalar(now(), step, tag, value);
  }

  private static double now() {
    return System.currentTimeMillis() * 1e-3;
  }

  @Override
  public void close() {
    try {
      events.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
