package dev.lockstep.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever some clients do, others are answered. */
class HostileClientsTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LATE = Duration.ofMinutes(5);
  private static final String HEAD =
      "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
  private static final String BODY = "{\"rows\":[[1,2,3]]}";

  /** Limits that are reached soon. */
  private static Limits limits(int connections, Duration request, Duration idle) {
    return limits(connections, request, idle, SOON);
  }

  private static Limits limits(int connections, Duration request, Duration idle, Duration drain) {
    return new Limits(connections, 4_096, 100_000, 100, 1, 1, 0, request, idle, drain);
  }

  @Test
  void aRequestThatDoesNotEndIsGivenUp() throws Exception {
    try (RunningServer server = RunningServer.of(Models.named(), limits(9, SOON, LATE))) {
      for (String begun :
          new String[] {"P", HEAD, HEAD + "content-length: 18\r\n\r\n{", HEAD + "x: y\r\n"}) {
        assertThat(server.raw(begun))
            .startsWith("HTTP/1.1 408 ")
            .endsWith("{\"error\":\"the request did not arrive in time\"}\n");
      }
      assertThat(server.metric("lockstep_serve_rejected_total{reason=\"timeout\"}")).isEqualTo(4);
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    try (RunningServer server = RunningServer.of(Models.named(), limits(9, LATE, SOON))) {
      assertThat(server.raw("")).isEmpty();
    }
  }

  @Test
  void whoSendsForEverIsRefusedAtTheLimit() throws Exception {
    try (RunningServer server = RunningServer.of(Models.named(), limits(9, LATE, LATE));
        Socket socket = server.connect()) {
      RunningServer.write(socket, HEAD + "transfer-encoding: chunked\r\n\r\n");
      String chunk = "400\r\n" + " ".repeat(1_024) + "\r\n";
      for (int i = 0; i < 5; i++) {
        RunningServer.write(socket, chunk);
      }
      assertThat(answer(socket)).startsWith("HTTP/1.1 413 ");
    }
  }

  /** Reads what there is until the answer's body. */
  private static String answer(Socket socket) throws IOException {
    StringBuilder answer = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '}'; c = in.read()) {
      answer.append((char) c);
    }
    return answer.toString();
  }

  @Test
  void theLongestSilentGivesItsPlaceToANewcomer() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (RunningServer server = RunningServer.of(Models.named(), limits(20, LATE, LATE))) {
      for (int i = 0; i < 60; i++) {
        Socket socket = server.connect();
        RunningServer.write(socket, i % 2 == 0 ? "" : HEAD);
        silent.add(socket);
        if (i % 20 == 19) {
          assertThat(server.raw("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
      }
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(server.metric("lockstep_serve_connections")).isLessThanOrEqualTo(20);
      assertThat(server.metric("lockstep_serve_rejected_total{reason=\"evicted\"}"))
          .isGreaterThanOrEqualTo(41);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void moreThanTheQueueHoldsIsRefusedAndMayComeAgain() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    try (RunningServer server = RunningServer.of(Models.named(), limits(20, LATE, LATE))) {
      occupy(server, held);
      CompletableFuture<HttpResponse<String>> queued = later(server);
      awaitInFlight(server, 2); // That one, and the one that asks.
      HttpResponse<String> refused = server.predict(BODY);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      held.countDown();
      assertThat(queued.join().statusCode()).isEqualTo(200);
      assertThat(server.metric("lockstep_serve_rejected_total{reason=\"busy\"}")).isEqualTo(1);
    } finally {
      held.countDown();
    }
  }

  @Test
  void anEndWaitsForRequestsThatHaveBegun() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    RunningServer server = RunningServer.of(Models.named(), limits(20, LATE, LATE, LATE));
    try (Socket idle = server.connect()) {
      occupy(server, held);
      CompletableFuture<HttpResponse<String>> begun = later(server);
      awaitInFlight(server, 2);
      CompletableFuture<Void> end = CompletableFuture.runAsync(server::close);
      assertThat(idle.getInputStream().read()).isEqualTo(-1); // It has begun to end.
      assertThat(begun).isNotDone();
      held.countDown();
      assertThat(begun.join().statusCode()).isEqualTo(200);
      assertThat(begun.join().headers().firstValue("connection")).hasValue("close");
      end.join();
    } finally {
      held.countDown();
      server.close();
    }
  }

  /** Takes the only worker. */
  private static void occupy(RunningServer server, CountDownLatch held) {
    boolean taken =
        server
            .server()
            .workers()
            .run(
                () -> {
                  try {
                    held.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(taken).isTrue();
  }

  private static CompletableFuture<HttpResponse<String>> later(RunningServer server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return server.predict(BODY);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void awaitInFlight(RunningServer server, int requests) throws Exception {
    while (server.metric("lockstep_serve_in_flight") != requests) {
      Thread.sleep(5);
    }
  }

  @Test
  void memoryForBodiesIsBounded() throws Exception {
    List<Socket> holders = new ArrayList<>();
    try (RunningServer server = RunningServer.of(Models.named(), limits(99, LATE, LATE))) {
      String part = HEAD + "content-length: 4000\r\n\r\n" + " ".repeat(3_900);
      for (int i = 0; i < 25; i++) { // 97,500 bytes of 100,000.
        holders.add(server.connect());
        RunningServer.write(holders.get(i), part);
      }
      while (server.metric("lockstep_serve_buffered_bytes") != 25 * 3_900) {
        Thread.sleep(5);
      }
      holders.add(server.connect());
      RunningServer.write(holders.get(25), part);
      assertThat(answer(holders.get(25))).startsWith("HTTP/1.1 503 ");
      for (Socket socket : holders) {
        socket.close();
      }
      while (server.metric("lockstep_serve_buffered_bytes") != 0) { // All is given back.
        Thread.sleep(5);
      }
      assertThat(server.predict(BODY).statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Tag("slow")
  void tenThousandConnectionsLeaveItServing() throws Exception {
    try (RunningServer server = RunningServer.of(Models.named())) {
      List<SocketChannel> flood = new ArrayList<>();
      try {
        for (int i = 0; i < 10_000; i++) {
          SocketChannel channel = SocketChannel.open(server.address());
          channel.configureBlocking(false);
          String word =
              i % 3 == 0 ? "" : i % 3 == 1 ? "GET / HT" : HEAD + "content-length: 9\r\n\r\n{";
          int unused = write(channel, word);
          flood.add(channel);
          if (flood.size() > 3_000) { // Of those that the server has closed already.
            flood.remove(0).close();
          }
          if (i % 1_000 == 999) {
            assertThat(server.raw("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(server.predict(BODY).statusCode()).isEqualTo(200);
          }
        }
        assertThat(server.metric("lockstep_serve_rejected_total{reason=\"evicted\"}"))
            .isGreaterThan(8_000);
      } finally {
        for (SocketChannel channel : flood) {
          channel.close();
        }
      }
      assertThat(server.predict(BODY).statusCode()).isEqualTo(200);
    }
  }

  private static int write(SocketChannel channel, String text) throws IOException {
    try {
      return channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (SocketException e) {
      return 0; // The server has closed it.
    }
  }
}
