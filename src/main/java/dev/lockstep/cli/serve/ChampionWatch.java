package dev.lockstep.cli.serve;

import dev.lockstep.serve.CurrentModel;
import dev.lockstep.serve.ServedModel;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Looks once a second which version is a registry's champion, and lets it answer as soon as it is
 * read. One that cannot be read is reported once; the model before it goes on.
 */
final class ChampionWatch implements Runnable {
  private static final long PAUSE_MILLIS = 1_000;

  private final ModelPlace place;
  private final CurrentModel model;
  private final Consumer<String> report;

  /** The path of the model that answers. */
  private String path;

  private String reported = "";

  ChampionWatch(ModelPlace place, String path, CurrentModel model, Consumer<String> report) {
    this.place = place;
    this.path = path;
    this.model = model;
    this.report = report;
  }

  /** Looks for ever, on a thread that does not keep the process. */
  void start() {
    Thread thread = new Thread(this, "serve-champion");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once. */
  void look() {
    try {
      String now = place.current();
      if (!now.equals(path)) {
        ServedModel next = place.read(now);
        model.swap(next);
        path = now;
        report.accept("now serving " + now + ", weights SHA-256 " + next.weightsSha256());
      } else {
        model.confirmed();
      }
      reported = "";
    } catch (IOException | RuntimeException e) {
      failed(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private void failed(String reason) {
    if (!reason.equals(reported)) {
      reported = reason;
      model.failed();
      report.accept("warning: the champion cannot be read, " + path + " goes on: " + reason);
    }
  }
}
