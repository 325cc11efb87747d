package dev.lockstep.cli.serve;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Sends requests over many connections from one thread, so that the server has the cores: each
 * connection sends its next request when it has read the answer.
 */
final class HttpLoad implements Closeable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
  private static final String LENGTH = "\ncontent-length:";

  /** Judges answers. */
  interface Check {
    /** Returns true if the answer to a body is right. */
    boolean isRight(int body, int status, byte[] answer);
  }

  /**
   * What came of it.
   *
   * @param failures answers that were not right
   * @param nanos of each request, from the shortest
   */
  record Result(int failures, double seconds, long[] nanos) {
    /** Returns the time within which a share of the requests had their answers. */
    double millis(double share) {
      return nanos[(int) Math.min(nanos.length - 1, (long) (share * nanos.length))] / 1e6;
    }

    double perSecond() {
      return nanos.length / seconds;
    }
  }

  private final class Client {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private ByteBuffer out;
    private int body;
    private long sent;

    Client(InetSocketAddress server) throws IOException {
      channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(int next) throws IOException {
      body = next % requests.size();
      out = ByteBuffer.wrap(requests.get(body));
      sent = System.nanoTime();
      write();
    }

    void write() throws IOException {
      channel.write(out);
      SelectionKey key = channel.keyFor(selector);
      int ops = out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
      if (key.interestOps() != ops) {
        key.interestOps(ops);
      }
    }

    /** Returns the length of the answer's head and body if all of it is there; else -1. */
    int read() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server has closed a connection");
      }
      int head = headEnd();
      if (head < 0) {
        return -1;
      }
      String text = new String(in.array(), 0, head, StandardCharsets.ISO_8859_1);
      String lower = text.toLowerCase(Locale.ROOT);
      int from = lower.indexOf(LENGTH) + LENGTH.length();
      int length = Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)).strip());
      return in.position() < head + length ? -1 : head + length;
    }

    private int headEnd() {
      byte[] bytes = in.array();
      for (int i = 0; i + HEAD_END.length <= in.position(); i++) {
        if (Arrays.equals(bytes, i, i + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
          return i + HEAD_END.length;
        }
      }
      return -1;
    }

    boolean isRight(int end, Check check) {
      int status = Integer.parseInt(new String(in.array(), 9, 3, StandardCharsets.US_ASCII));
      return check.isRight(body, status, Arrays.copyOfRange(in.array(), headEnd(), end));
    }
  }

  private final Selector selector = Selector.open();
  private final Client[] clients;
  private final List<byte[]> requests;

  /**
   * Opens connections.
   *
   * @param bodies of {@code POST /predict}, one after another and then from the first again
   */
  HttpLoad(InetSocketAddress server, int connections, List<byte[]> bodies) throws IOException {
    requests = bodies.stream().map(body -> request(server, body)).toList();
    clients = new Client[connections];
    for (int i = 0; i < connections; i++) {
      clients[i] = new Client(server);
    }
  }

  private static byte[] request(InetSocketAddress server, byte[] body) {
    String head =
        "POST /predict HTTP/1.1\r\nhost: "
            + server.getHostString()
            + "\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(bytes, bytes.length + body.length);
    System.arraycopy(body, 0, request, bytes.length, body.length);
    return request;
  }

  /** Sends requests over all connections, and waits for the last answer. */
  Result send(int count, Check check) throws IOException {
    long[] nanos = new long[count];
    int begun = 0;
    int done = 0;
    int failures = 0;
    long from = System.nanoTime();
    for (Client client : clients) {
      if (begun < count) {
        client.send(begun++);
      }
    }
    while (done < count) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        Client client = (Client) key.attachment();
        if (key.isWritable()) {
          client.write();
        } else {
          int end = client.read();
          if (end < 0) {
            continue;
          }
          nanos[done++] = System.nanoTime() - client.sent;
          failures += client.isRight(end, check) ? 0 : 1;
          client.in.clear();
          if (begun < count) {
            client.send(begun++);
          }
        }
      }
      selector.selectedKeys().clear();
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    Arrays.sort(nanos);
    return new Result(failures, seconds, nanos);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }
}
