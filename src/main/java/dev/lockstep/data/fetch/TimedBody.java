package dev.lockstep.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an HTTP response as a stream whose reads fail when the server stalls, that is, when
 * {@value #ENOUGH_BYTES} bytes (or the end) take longer than the timeout; so a server that sends a
 * byte now and then does not hold us for ever. Only time spent waiting counts, not what the reader
 * does between reads.
 *
 * <p>{@code HttpRequest.timeout} is no help here: up to JDK 25 it ends with the headers, and later
 * it limits the whole download, which on a slow but live line may well take longer.
 */
final class TimedBody extends InputStream implements BodySubscriber<InputStream> {
  private static final int ENOUGH_BYTES = 4096;

  private sealed interface Event {}

  private record Bytes(List<ByteBuffer> buffers) implements Event {}

  private record Failure(Throwable cause) implements Event {}

  private enum End implements Event {
    END
  }

  private final Duration stallTimeout;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<InputStream> body = new CompletableFuture<>();
  private volatile Flow.Subscription subscription;

  // The reader's side; a single thread.
  private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
  private long waitedNanos;
  private long bytesSinceReset;
  private boolean ended;
  private IOException failure;

  TimedBody(Duration stallTimeout) {
    this.stallTimeout = stallTimeout;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    if (subscription != null) {
      newSubscription.cancel();
      return;
    }
    subscription = newSubscription;
    newSubscription.request(1);
    body.complete(this);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Failure(cause));
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    events.add(End.END);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (arrived.isEmpty() || !arrived.peek().hasRemaining()) {
      arrived.poll();
      if (arrived.isEmpty() && !awaitBytes()) {
        return -1;
      }
    }
    int n = Math.min(length, arrived.peek().remaining());
    arrived.peek().get(target, offset, n);
    return n;
  }

  /** Ends the transfer and closes the connection, if the body has not been read to its end. */
  @Override
  public void close() {
    subscription.cancel();
  }

  /** Waits for more; false at the end. A failure stays: every later read fails in the same way. */
  private boolean awaitBytes() throws IOException {
    if (failure == null && !ended) {
      Event event = nextEvent();
      if (event instanceof Bytes bytes) {
        take(bytes.buffers());
      } else if (event instanceof Failure failed) {
        failure = new IOException(failed.cause().getMessage(), failed.cause());
      } else {
        ended = true;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return !ended;
  }

  private Event nextEvent() throws IOException {
    long start = System.nanoTime();
    try {
      Event event = events.poll(stallTimeout.toNanos() - waitedNanos, TimeUnit.NANOSECONDS);
      waitedNanos += System.nanoTime() - start;
      return event != null ? event : new Failure(stalled());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private HttpTimeoutException stalled() {
    return new HttpTimeoutException("stalled for " + MirrorClient.seconds(stallTimeout));
  }

  private void take(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      bytesSinceReset += buffer.remaining();
      arrived.add(buffer);
    }
    if (bytesSinceReset >= ENOUGH_BYTES) {
      bytesSinceReset = 0;
      waitedNanos = 0;
    }
    subscription.request(1);
  }
}
