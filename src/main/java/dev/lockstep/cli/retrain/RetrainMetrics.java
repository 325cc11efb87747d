package dev.lockstep.cli.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.cli.shell.Interruption;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.registry.Champion;
import dev.lockstep.registry.Registry;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The file that tells of the last run in Prometheus' text format, for a textfile collector. Every
 * run that ends by itself replaces it at once. The time of the last success outlives failures;
 * other figures are those of the last run only.
 */
final class RetrainMetrics {
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern LAST_SUCCESS =
      Pattern.compile("(?m)^lockstep_retrain_last_success_seconds\\{.*} (\\d+)$");

  /** How a run ended, as a label names it. */
  private enum End {
    PUBLISHED,
    KEPT,
    REFUSED,
    NOT_YET,
    FAILED;

    /** The run has done what it was started for. */
    boolean isSuccess() {
      return this == PUBLISHED || this == KEPT;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Null for none. */
  private final String place;

  private final Registry registry;
  private final Configuration conf;

  /**
   * Names the file.
   *
   * @param place null for none
   */
  RetrainMetrics(String place, Registry registry, Configuration conf) {
    this.place = place;
    this.registry = registry;
    this.conf = conf;
  }

  /** Writes the figures of a decision. */
  void decided(RetrainReport report, int exitCode) {
    End end =
        switch (report.act()) {
          case PUBLISHED -> End.PUBLISHED;
          case KEPT -> End.KEPT;
          default -> End.REFUSED;
        };
    tryToWrite(end, exitCode, Optional.of(report));
  }

  /** Writes that the data are not there yet. */
  void notYet(int exitCode) {
    tryToWrite(End.NOT_YET, exitCode, Optional.empty());
  }

  /** Writes that a run has failed. After a signal the same command goes on, and the file stays. */
  void failed(int exitCode) {
    if (!Interruption.isTold()) {
      tryToWrite(End.FAILED, exitCode, Optional.empty());
    }
  }

  /** Warns if it fails: what was decided is decided, and a failure before is told. */
  private void tryToWrite(End end, int exitCode, Optional<RetrainReport> report) {
    try {
      write(end, exitCode, report);
    } catch (IOException | RuntimeException e) {
      Terminal.warn("the metrics were not written: " + e.getMessage());
    }
  }

  private void write(End end, int exitCode, Optional<RetrainReport> report) throws IOException {
    if (place == null) {
      return;
    }
    Path file = new Path(place);
    long now = Instant.now().getEpochSecond();
    PrometheusText text =
        new PrometheusText("lockstep_retrain_", "registry", registry.folder().toString());
    text.family("outcome", "1 for how the last run ended, 0 for the others.");
    for (End each : End.values()) {
      text.sample("outcome", each.toString(), each == end ? 1 : 0);
    }
    text.gauge("exit_code", "The exit code of the last run.", exitCode);
    text.gauge("last_run_seconds", "When the last run ended.", (double) now);
    lastSuccess(file, end, now)
        .ifPresent(
            time ->
                text.gauge(
                    "last_success_seconds", "When a run last published or kept a model.", time));
    (report.isPresent() ? report.get().champion() : champion())
        .ifPresent(present -> champion(text, present, now));
    report.ifPresent(decided -> figures(text, decided));
    RunFiles.writeText(file, conf, text.toString());
  }

  /** Returns the champion; none if the registry, which may be why a run failed, cannot tell. */
  private Optional<Champion> champion() {
    try {
      return registry.exists() ? registry.champion() : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static void champion(PrometheusText text, Champion champion, long now) {
    long since = champion.since().getEpochSecond();
    text.gauge("champion_version", "The version of the champion.", champion.version());
    text.gauge("champion_since_seconds", "When it became the champion.", (double) since);
    text.gauge(
        "champion_age_seconds",
        "How long it was the champion when the run ended.",
        (double) (now - since));
  }

  private static void figures(PrometheusText text, RetrainReport report) {
    report
        .version()
        .ifPresent(number -> text.gauge("version", "The version decided about.", number));
    JsonNode details = report.details();
    number(text, "examples", "Examples to learn from.", details.at("/data/examples"));
    number(text, "holdout_examples", "Examples to score on.", details.at("/data/holdoutExamples"));
    for (JsonNode check : details.path("checks")) {
      if (check.path("name").asText().equals("drift")) {
        number(text, "drift", "The largest population stability index.", check.path("figure"));
      }
    }
    JsonNode verdict = details.path("verdict");
    number(text, "champion_score", "The champion's score.", verdict.path("first"));
    number(text, "challenger_score", "The new model's score.", verdict.path("second"));
    number(text, "gain", "By how much the new model is better.", verdict.path("gain"));
    number(text, "p", "The p of the paired test.", verdict.at("/test/p"));
    text.family("phase_seconds", "Seconds of each phase.");
    for (Map.Entry<String, JsonNode> phase : details.path("seconds").properties()) {
      text.sample("phase", phase.getKey(), phase.getValue().asDouble());
    }
  }

  private static void number(PrometheusText text, String name, String help, JsonNode value) {
    if (value.isNumber()) {
      text.gauge(name, help, value.asDouble());
    }
  }

  /** Returns the time of the last success: now, or what the file tells; empty if there was none. */
  private Optional<Long> lastSuccess(Path file, End end, long now) throws IOException {
    if (end.isSuccess()) {
      return Optional.of(now);
    }
    if (RunFiles.status(file, conf).isEmpty()) {
      return Optional.empty();
    }
    try {
      Matcher before = LAST_SUCCESS.matcher(RunFiles.readText(file, conf, MAX_BYTES));
      return before.find() ? Optional.of(Long.valueOf(before.group(1))) : Optional.empty();
    } catch (DamagedFileException | NumberFormatException e) {
      return Optional.empty(); // Not a file of ours, which is about to be replaced.
    }
  }
}
