package dev.lockstep.serve;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts for Prometheus. Paths that the server does not have count as one. */
final class Metrics {
  /** Upper ends of the histogram's buckets. */
  private static final double[] SECONDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };

  /** Requests by path and code; both have few values. */
  private record Key(String path, int code) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byPath = path.compareTo(other.path);
      return byPath == 0 ? Integer.compare(code, other.code) : byPath;
    }
  }

  private final Map<Key, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final LongAdder[] buckets = new LongAdder[SECONDS.length + 1];
  private final LongAdder nanos = new LongAdder();
  final LongAdder rows = new LongAdder();
  final LongAdder evicted = new LongAdder();
  final LongAdder timedOut = new LongAdder();
  final LongAdder refusedConnections = new LongAdder();
  final LongAdder queueFull = new LongAdder();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicLong bufferedBytes = new AtomicLong();

  Metrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** Counts an answer. */
  void answered(String path, int code) {
    Key key = new Key(path, code);
    LongAdder count = requests.get(key); // It is nearly always there.
    (count == null ? requests.computeIfAbsent(key, k -> new LongAdder()) : count).increment();
  }

  /** Counts the time from a prediction's last byte read to its answer's first byte written. */
  void predicted(long took) {
    int bucket = 0;
    while (bucket < SECONDS.length && took > SECONDS[bucket] * 1e9) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(took);
  }

  /** Returns the text that Prometheus reads. */
  String text(CurrentModel current) {
    PrometheusPage page = new PrometheusPage();
    page.family("requests_total", "counter", "Answers by path and status code.");
    requests.forEach(
        (key, count) ->
            page.sample("", count.sum(), "path", key.path, "code", String.valueOf(key.code)));
    page.family("predict_seconds", "histogram", "Time from a whole request to its answer.");
    long below = 0;
    for (int i = 0; i < SECONDS.length; i++) {
      below += buckets[i].sum();
      page.sample("_bucket", below, "le", String.valueOf(SECONDS[i]));
    }
    below += buckets[SECONDS.length].sum();
    page.sample("_bucket", below, "le", "+Inf");
    page.fraction("_sum", nanos.sum() / 1e9);
    page.sample("_count", below);
    page.family("rows_total", "counter", "Rows that were scored.");
    page.sample("", rows.sum());
    page.family("in_flight", "gauge", "Requests that are read and not yet answered.");
    page.sample("", inFlight.get());
    page.family("connections", "gauge", "Open connections.");
    page.sample("", connections.get());
    page.family("buffered_bytes", "gauge", "Requests and answers in memory.");
    page.sample("", bufferedBytes.get());
    page.family("rejected_total", "counter", "What was refused or closed, by reason.");
    page.sample("", queueFull.sum(), "reason", "busy");
    page.sample("", refusedConnections.sum(), "reason", "connections");
    page.sample("", evicted.sum(), "reason", "evicted");
    page.sample("", timedOut.sum(), "reason", "timeout");
    ServedModel model = current.get();
    page.family("model_info", "gauge", "The model that answers.");
    page.sample("", 1, "model", model.name(), "weights_sha256", model.weightsSha256());
    page.family("model_reloads_total", "counter", "Champions that were taken over, or not.");
    page.sample("", current.swaps(), "outcome", "done");
    page.sample("", current.failures(), "outcome", "failed");
    page.family("model_stale", "gauge", "1 while the champion cannot be read.");
    page.sample("", current.isFailing() ? 1 : 0);
    return page.toString();
  }
}
