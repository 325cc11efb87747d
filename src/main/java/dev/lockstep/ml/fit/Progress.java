package dev.lockstep.ml.fit;

import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.report.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The epochs of a fit: kept, told to Spark's log, and to a listener. */
final class Progress implements TrainingListener {
  private final String fit;
  private final Logger log;
  private final int epochs;
  private final EpochListener listener;
  private final List<Double> meanLosses = new ArrayList<>();

  /**
   * Creates the progress of a fit that begins.
   *
   * @param epochs of the whole training
   */
  Progress(MlpParams estimator, int epochs, EpochListener listener) {
    fit = estimator.uid();
    log = LoggerFactory.getLogger(estimator.getClass());
    this.epochs = epochs;
    this.listener = listener;
  }

  /** Takes the mean losses of the epochs before a resume. */
  void goOn(List<Double> before) {
    meanLosses.addAll(before);
  }

  /** Returns the mean loss of each epoch's rows. */
  List<Double> meanLosses() {
    return List.copyOf(meanLosses);
  }

  int epochsLeft() {
    return epochs - meanLosses.size();
  }

  int epochsDone() {
    return meanLosses.size();
  }

  @Override
  public void onEpoch(Measures measures) {
    meanLosses.add(measures.meanLoss());
    EpochListener.Epoch epoch =
        new EpochListener.Epoch(
            measures.epoch(),
            epochs,
            measures.meanLoss(),
            measures.accuracy(),
            measures.validation(),
            measures.seconds());
    if (log.isInfoEnabled()) {
      log.info("{}: {}", fit, epoch.text());
    }
    listener.onEpoch(epoch);
  }
}
