package dev.lockstep.report;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * The mistakes with the highest losses among all that are offered. Losses and contents alone decide
 * which these are, so they do not depend on the order in which examples are offered or on the
 * layout.
 */
public final class Mistakes implements Serializable {
  private static final long serialVersionUID = 1L;

  /** So many are kept for a report. */
  public static final int FOR_A_REPORT = 24;

  private final int most;

  /** In their order, never more than {@link #most}. */
  private final ArrayList<Mistake> worst = new ArrayList<>();

  /** Creates an empty collection that keeps so many. */
  public Mistakes(int most) {
    this.most = most;
  }

  /**
   * Offers a mistake.
   *
   * @param mistake asked for only if the loss is high enough, because it copies features
   */
  public void offer(double loss, Supplier<Mistake> mistake) {
    if (worst.size() < most
        || (most > 0 && Double.compare(loss, worst.get(most - 1).loss()) >= 0)) {
      insert(mistake.get());
    }
  }

  /** Offers all of another's. */
  public void addAll(Mistakes other) {
    other.worst.forEach(this::insert);
  }

  private void insert(Mistake mistake) {
    int found = Collections.binarySearch(worst, mistake, Mistake.WORST_FIRST);
    worst.add(found >= 0 ? found : -found - 1, mistake);
    if (worst.size() > most) {
      worst.remove(most);
    }
  }

  /** Returns them, the worst first. */
  public List<Mistake> worst() {
    return List.copyOf(worst);
  }
}
