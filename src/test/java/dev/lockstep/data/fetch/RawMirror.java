package dev.lockstep.data.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that breaks HTTP's rules: reads a request's head, runs a script of writes, and closes
 * the connection when the script returns.
 */
final class RawMirror implements AutoCloseable {
  interface Script {
    void run(OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  RawMirror(Script script) throws IOException {
    this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    this.script = script;
    start(this::acceptAll);
  }

  /** A script's step: to keep the connection open and silent until the test is over. */
  static void hang() throws InterruptedException {
    Thread.sleep(Long.MAX_VALUE);
  }

  static byte[] head(long contentLength) {
    return ("HTTP/1.1 200 OK\r\nContent-Length: " + contentLength + "\r\n\r\n").getBytes(US_ASCII);
  }

  /** The head of a body that lasts until the connection is closed. */
  static byte[] headWithoutLength() {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.forEach(Thread::interrupt);
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work, "raw-mirror");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        start(() -> answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      readHead(socket.getInputStream());
      script.run(socket.getOutputStream());
    } catch (IOException hungUp) {
      // The client has had enough of us, as it should.
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int lineEnds = 0;
    int b;
    while (lineEnds < 2 && (b = in.read()) >= 0) {
      if (b == '\n') {
        lineEnds++;
      } else if (b != '\r') {
        lineEnds = 0;
      }
    }
  }
}
