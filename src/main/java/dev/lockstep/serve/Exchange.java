package dev.lockstep.serve;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Checks, answers and counts the requests of all connections. */
final class Exchange {
  /** Longer bodies go to a worker: to read them takes long too. */
  private static final int INLINE_BYTES = 64 << 10;

  private final Api api;
  private final Limits limits;
  private final Metrics metrics;
  private final HostCheck hosts;
  private final Workers workers;

  Exchange(CurrentModel current, Limits limits, Metrics metrics, HostCheck hosts, Workers workers) {
    api = new Api(current, limits, metrics);
    this.limits = limits;
    this.metrics = metrics;
    this.hosts = hosts;
    this.workers = workers;
  }

  Limits limits() {
    return limits;
  }

  /** Checks what stands before a body. @throws Refusal if the body need not be read */
  void check(RequestHead head) {
    if (head.host() != null) {
      hosts
          .refusal(head.host())
          .ifPresent(
              refusal -> {
                throw refusal;
              });
    }
    api.check(head.method(), head.path(), head.type());
    if (head.length() > limits.bodyBytes()) {
      throw tooLong();
    }
    if (head.method().equals("POST") && head.length() < 0 && !head.isChunked()) {
      throw new Refusal(411, "send content-length, or transfer-encoding: chunked");
    }
  }

  Refusal tooLong() {
    return new Refusal(413, "a body has at most " + limits.bodyBytes() + " bytes");
  }

  Refusal busy() {
    metrics.queueFull.increment();
    return Refusal.busy("too many requests are in work: try again later");
  }

  /** Counts a request that is read; {@link #end} must follow. */
  void begin() {
    metrics.inFlight.incrementAndGet();
  }

  void end() {
    metrics.inFlight.decrementAndGet();
  }

  void timedOut() {
    metrics.timedOut.increment();
  }

  /** Counts an answer. */
  void count(RequestHead head, int status) {
    metrics.answered(head == null ? Api.OTHER : Api.known(head.path()), status);
  }

  /**
   * Answers a request: at once if that takes little time, else by a worker.
   *
   * @param from when it was read, as of {@link System#nanoTime}
   * @param home the thread that is told the answer; the present one
   */
  void answer(
      RequestHead head,
      byte[] body,
      int bodyBytes,
      long from,
      Executor home,
      Consumer<Answer> answered) {
    boolean isShort =
        !head.path().equals(Api.PREDICT)
            || (bodyBytes <= INLINE_BYTES && api.work(bodyBytes) <= limits.inlineWork());
    if (isShort) {
      answered.accept(answer(head, body, bodyBytes, from));
    } else if (!workers.run(
        () -> {
          Answer answer = answer(head, body, bodyBytes, from);
          tell(home, () -> answered.accept(answer));
        })) {
      answered.accept(busy().answer());
    }
  }

  private static void tell(Executor home, Runnable answered) {
    try {
      home.execute(answered);
    } catch (RejectedExecutionException e) {
      // The server has ended, and with it the connection.
    }
  }

  private Answer answer(RequestHead head, byte[] body, int bodyBytes, long from) {
    Answer answer;
    try {
      answer = api.answer(head.method(), head.path(), body, bodyBytes);
    } catch (Refusal e) {
      return e.answer();
    } catch (OutOfMemoryError e) {
      return Refusal.busy("the server lacks memory for this request").answer();
    } catch (RuntimeException e) {
      return new Refusal(500, "a mistake of the server's: " + e).answer();
    }
    if (head.path().equals(Api.PREDICT)) {
      metrics.predicted(System.nanoTime() - from);
    }
    return answer;
  }
}
