package dev.lockstep.data.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** Gets files over HTTP(S) and never waits for ever. Redirects never leave https. */
final class MirrorClient {
  /** The bytes that a mirror must send within the stall timeout. */
  private static final int BLOCK_BYTES = 4096;

  private static final int STEP_BYTES = 2_000_000;

  /** The message of every failure of the client's stream; its cause says more. */
  private static final String WRAPPED = "closed";

  private final ExecutorService threads = Executors.newCachedThreadPool(MirrorClient::daemon);
  private final Duration connectTimeout;
  private final Duration stallTimeout;
  private final HttpClient client;

  MirrorClient(Duration connectTimeout, Duration stallTimeout) {
    this.connectTimeout = connectTimeout;
    this.stallTimeout = stallTimeout;
    this.client =
        HttpClient.newBuilder()
            .executor(threads)
            .version(Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .followRedirects(Redirect.NORMAL)
            .build();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "download");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Returns the body at {@code uri}.
   *
   * @param percent told now and then the share that has arrived, if the mirror names the length
   * @throws IOException with a message for people, if there is no answer or one other than 200, or
   *     if the body is longer than the limit
   */
  byte[] get(URI uri, long limitBytes, IntConsumer percent) throws IOException {
    // Identity, so that a server neither unpacks nor packs the gzip file again.
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept-Encoding", "identity").build();
    HttpResponse<InputStream> response =
        await(
            client.sendAsync(request, BodyHandlers.ofInputStream()),
            connectTimeout.plus(stallTimeout),
            "no answer within ");
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("HTTP " + response.statusCode());
      }
      long bytes = announcedBytes(response);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (byte[] block = block(body); block.length > 0; block = block(body)) {
        content.writeBytes(block);
        if (content.size() > limitBytes) {
          throw new IOException("more than " + limitBytes + " bytes sent");
        }
        if (content.size() % STEP_BYTES < block.length && content.size() < bytes) {
          percent.accept((int) (100L * content.size() / bytes));
        }
      }
      return content.toByteArray();
    }
  }

  private static long announcedBytes(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Length")
        .filter(length -> length.matches("[0-9]{1,9}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  /**
   * Reads the next bytes within the stall timeout. {@code HttpRequest.timeout} does not serve: up
   * to JDK 25 it ends with the headers, and later it limits the whole download, which may well take
   * longer on a slow but live line.
   */
  private byte[] block(InputStream body) throws IOException {
    return await(threads.submit(() -> body.readNBytes(BLOCK_BYTES)), stallTimeout, "stalled for ");
  }

  private <T> T await(Future<T> answer, Duration timeout, String late) throws IOException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException(late + seconds(timeout));
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  private String reason(Throwable e) {
    if (e instanceof HttpTimeoutException) { // The client has no other timeout.
      return "no connection within " + seconds(connectTimeout);
    }
    Throwable told = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "host not found";
      }
      if (WRAPPED.equals(told.getMessage()) || cause.toString().equals(told.getMessage())) {
        told = cause;
      }
    }
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    return told.getMessage() != null ? told.getMessage() : told.getClass().getSimpleName();
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
