package dev.lockstep.data.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A well-behaved web server on this machine, which serves {@code /NAME} as told. */
final class FakeMirror implements AutoCloseable {
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  FakeMirror() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** A mirror that has both files of {@link FakeSet}. */
  static FakeMirror good() throws IOException {
    return new FakeMirror()
        .serve("images.gz", FakeSet.IMAGES_GZ)
        .serve("labels.gz", FakeSet.LABELS_GZ);
  }

  /** A mirror that gives these bytes for the images. */
  static FakeMirror serving(byte[] images) throws IOException {
    return new FakeMirror().serve("images.gz", images);
  }

  FakeMirror serve(String name, byte[] body) {
    return serve(name, 200, body);
  }

  FakeMirror serve(String name, int status, byte[] body) {
    answers.put(
        "/" + name,
        exchange -> {
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
        });
    return this;
  }

  FakeMirror redirect(String name, URI location) {
    answers.put(
        "/" + name,
        exchange -> {
          exchange.getResponseHeaders().add("Location", location.toString());
          exchange.sendResponseHeaders(302, -1);
        });
    return this;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** The paths asked for so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(path);
      answers.getOrDefault(path, missing -> missing.sendResponseHeaders(404, -1)).to(exchange);
    }
  }
}
