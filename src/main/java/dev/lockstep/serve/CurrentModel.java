package dev.lockstep.serve;

import java.util.concurrent.atomic.AtomicLong;

/** The model that answers now. A request takes it once, so a swap drops and mixes nothing. */
public final class CurrentModel {
  private final AtomicLong swaps = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean failing;
  private volatile ServedModel model;

  public CurrentModel(ServedModel first) {
    model = first;
  }

  /** Returns the model. */
  public ServedModel get() {
    return model;
  }

  /** Lets another model answer from now on. */
  public void swap(ServedModel next) {
    model = next;
    swaps.incrementAndGet();
    failing = false;
  }

  /** Notes that a new champion cannot be read; the model stays. */
  public void failed() {
    failures.incrementAndGet();
    failing = true;
  }

  /** Notes that the champion is the model that answers. */
  public void confirmed() {
    failing = false;
  }

  long swaps() {
    return swaps.get();
  }

  long failures() {
    return failures.get();
  }

  /** Returns true while the champion is one that cannot be read. */
  boolean isFailing() {
    return failing;
  }
}
