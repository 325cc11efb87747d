package dev.lockstep.serve;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The server: listens from {@link #start} to {@link #close}. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final int LINE_BYTES = 4 << 10;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int OVERDUE_MILLIS = 250;

  /** How many connections are closed if the system gives no more of them. */
  private static final int EVICTED_AT_ONCE = 16;

  /** Netty's logger; held, because the JDK forgets a logger's level that nobody holds. */
  private static final Logger NETTY = Logger.getLogger("io.netty");

  private final EventLoopGroup loops;
  private final Workers workers;
  private final Connections connections;
  private final Exchange exchange;
  private Channel listening;

  private HttpServer(CurrentModel model, InetAddress address, String name, Limits limits) {
    Metrics metrics = new Metrics();
    loops = loops(Runtime.getRuntime().availableProcessors());
    workers = new Workers(limits);
    connections = new Connections(limits, metrics);
    exchange = new Exchange(model, limits, metrics, new HostCheck(address, name), workers);
  }

  /** Netty 4.2 has another name for it, which 4.1, that of Spark 4.0, does not know. */
  @SuppressWarnings("deprecation")
  private static EventLoopGroup loops(int threads) {
    return new NioEventLoopGroup(threads, new DefaultThreadFactory("serve", true));
  }

  /**
   * Starts to listen.
   *
   * @param host a name or an address of this machine
   * @param port 0 for any that is free
   * @throws IOException if the address cannot be had
   */
  public static HttpServer start(CurrentModel model, String host, int port, Limits limits)
      throws IOException {
    // Else it starts Spark's logging, which takes longer than all else.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    NETTY.setLevel(Level.SEVERE);
    InetAddress address = InetAddress.getByName(host);
    HttpServer server = new HttpServer(model, address, host, limits);
    server.listen(new InetSocketAddress(address, port));
    return server;
  }

  private void listen(InetSocketAddress address) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
            .handler(new OutOfFiles())
            .childHandler(new Opening())
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      workers.end();
      Future<?> unused = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(reason(bound.cause()), bound.cause());
    }
    listening = bound.channel();
    Future<?> unused =
        loops.scheduleAtFixedRate(
            connections::closeOverdue, OVERDUE_MILLIS, OVERDUE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Returns the address, with the port that was free. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  Workers workers() {
    return workers;
  }

  /** Returns after {@link #close}. */
  public void awaitEnd() throws InterruptedException {
    listening.closeFuture().await();
    loops.terminationFuture().await();
  }

  /** Stops to listen, lets requests that have begun end, and ends all threads. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    try {
      connections.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.end();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Makes a connection of a channel, or closes it if there are too many. */
  private final class Opening extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      Connection connection = new Connection(channel, exchange, connections);
      if (!connections.admit(connection)) {
        ChannelFuture unused = channel.close();
        return;
      }
      channel
          .pipeline()
          .addLast(new FirstBytes(connection))
          .addLast(new HttpServerCodec(LINE_BYTES, HEADER_BYTES, CHUNK_BYTES))
          .addLast(connection);
    }
  }

  /** Tells a connection of bytes that may not be a request yet. */
  private static final class FirstBytes extends ChannelInboundHandlerAdapter {
    private final Connection connection;

    FirstBytes(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      connection.bytesCame();
      ctx.fireChannelRead(bytes);
    }
  }

  /** Frees connections if the process may open no more files. */
  private final class OutOfFiles extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      for (int i = 0; i < EVICTED_AT_ONCE && connections.evict(); i++) {}
      ctx.fireExceptionCaught(cause); // Netty then waits a second before the next.
    }
  }
}
