package dev.lockstep.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens files over HTTP(S); nothing it does waits for ever. Redirects never leave https. */
final class MirrorClient {
  private final Duration connectTimeout;
  private final Duration stallTimeout;
  private final HttpClient client;

  MirrorClient(Duration connectTimeout, Duration stallTimeout) {
    this.connectTimeout = connectTimeout;
    this.stallTimeout = stallTimeout;
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .followRedirects(Redirect.NORMAL)
            .build();
  }

  /**
   * The body at {@code uri}, to be closed by the caller.
   *
   * @throws IOException with a message for people, if there is no answer or one other than 200
   */
  InputStream open(URI uri) throws IOException {
    // Identity, lest a server unpacks or packs once more what is already a gzip file.
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept-Encoding", "identity").build();
    HttpResponse<InputStream> response =
        await(client.sendAsync(request, info -> new TimedBody(stallTimeout)));
    if (response.statusCode() != 200) {
      response.body().close();
      throw new IOException("HTTP " + response.statusCode());
    }
    return response.body();
  }

  private <T> T await(CompletableFuture<T> answer) throws IOException {
    Duration timeout = connectTimeout.plus(stallTimeout);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer within " + seconds(timeout));
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private String reason(Throwable e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection within " + seconds(connectTimeout);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "host not found";
      }
    }
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
  }

  static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
