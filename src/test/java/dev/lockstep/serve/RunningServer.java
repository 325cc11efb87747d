package dev.lockstep.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A server on a free port of the loopback, and clients for it. */
record RunningServer(HttpServer server, CurrentModel model) implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static RunningServer of(ServedModel first) throws IOException {
    return of(first, Limits.standard());
  }

  static RunningServer of(ServedModel first, Limits limits) throws IOException {
    CurrentModel model = new CurrentModel(first);
    return new RunningServer(HttpServer.start(model, "127.0.0.1", 0, limits), model);
  }

  InetSocketAddress address() {
    return server.address();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> predict(String body) throws IOException, InterruptedException {
    return send(
        request("/predict")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address().getPort() + path))
        .timeout(Duration.ofMinutes(1));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Opens a connection without saying anything. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(address());
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Sends bytes, and returns all that comes until the server closes the connection. */
  String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return rest(socket);
    }
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  static String rest(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(all);
    return all.toString(StandardCharsets.UTF_8);
  }

  /** Returns a sample of the metrics, 0 where there is none. */
  double metric(String sample) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    server.close();
  }
}
