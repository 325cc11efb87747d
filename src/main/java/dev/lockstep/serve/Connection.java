package dev.lockstep.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * A client's connection: reads a request, has it answered, and then reads the next. All but the
 * methods that {@link Connections} calls runs on one thread, that of its channel.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What cannot be written or closed is closed.
final class Connection extends ChannelInboundHandlerAdapter implements Client {
  private static final int FIRST_BYTES = 4_096;

  private enum Phase {
    IDLE,
    READING,
    WORKING,
    WRITING,
    /** Refused in the middle of a request, whose rest is read and dropped. */
    LEAVING
  }

  private final Channel channel;
  private final Exchange exchange;
  private final Connections connections;

  /** What a client has sent ahead, while its request is with a worker. */
  private final ArrayDeque<HttpObject> ahead = new ArrayDeque<>();

  private volatile Phase phase = Phase.IDLE;
  private volatile long since = System.nanoTime();

  private RequestHead head;
  private ByteBuf body;
  private long held;
  private boolean pumping;

  Connection(Channel channel, Exchange exchange, Connections connections) {
    this.channel = channel;
    this.exchange = exchange;
    this.connections = connections;
  }

  private void enter(Phase next) {
    since = System.nanoTime();
    phase = next;
  }

  /** Notes that bytes have come, of which there may be no request yet. */
  void bytesCame() {
    if (phase == Phase.IDLE) {
      enter(Phase.READING);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.LEAVING) {
      ReferenceCountUtil.release(message);
    } else if (phase == Phase.WORKING || phase == Phase.WRITING) {
      channel.config().setAutoRead(false);
      ahead.add((HttpObject) message);
    } else {
      take((HttpObject) message);
    }
  }

  private void take(HttpObject message) {
    try {
      if (message instanceof HttpRequest request) {
        bytesCame();
        begin(request);
      }
      if (message instanceof HttpContent content && phase == Phase.READING) {
        add(content);
      }
    } catch (Refusal e) {
      refuse(e);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    head = RequestHead.of(request);
    exchange.check(head);
    if (head.expectsContinue()) {
      channel.writeAndFlush(Responses.goOn());
    }
  }

  private void add(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      throw new Refusal(400, "the body is not sent as HTTP asks");
    }
    int bytes = content.content().readableBytes();
    if (bytes > 0) {
      if (body == null) {
        body = Unpooled.buffer(Math.max(FIRST_BYTES, bytes));
      }
      if (body.readableBytes() + bytes > exchange.limits().bodyBytes()) {
        throw exchange.tooLong();
      }
      hold(bytes);
      body.writeBytes(content.content());
    }
    if (content instanceof LastHttpContent) {
      exchange.begin();
      enter(Phase.WORKING);
      work();
    }
  }

  private void hold(long bytes) {
    if (!connections.take(bytes)) {
      throw exchange.busy();
    }
    held += bytes;
  }

  private void work() {
    byte[] bytes = body == null ? new byte[0] : body.array();
    int length = body == null ? 0 : body.readableBytes();
    body = null;
    RequestHead request = head;
    long from = since;
    exchange.answer(
        request, bytes, length, from, channel.eventLoop(), answer -> answered(request, answer));
  }

  private void answered(RequestHead request, Answer answer) {
    exchange.end();
    connections.giveBack(held);
    held = 0;
    if (!channel.isActive()) {
      release();
      return;
    }
    Answer given = answer;
    try {
      if (request.path().equals(Api.PREDICT)) { // Others are small, and asked for in need.
        hold(answer.body().length);
      }
    } catch (Refusal e) {
      given = e.answer();
    }
    boolean keep = request.isKeptAlive() && !connections.isDraining();
    exchange.count(request, given.status());
    enter(Phase.WRITING);
    ChannelFuture written = channel.writeAndFlush(Responses.of(given, keep, request));
    if (written.isDone()) {
      written(written.isSuccess() && keep);
    } else {
      written.addListener(done -> written(done.isSuccess() && keep));
    }
  }

  private void written(boolean keep) {
    connections.giveBack(held);
    held = 0;
    head = null;
    if (!keep) {
      channel.close();
      return;
    }
    enter(Phase.IDLE);
    if (!pumping) {
      pump();
    }
  }

  /** Takes what has come ahead, as far as the next request that is with a worker. */
  private void pump() {
    pumping = true;
    while (phase == Phase.IDLE || phase == Phase.READING) {
      HttpObject next = ahead.poll();
      if (next == null) {
        break;
      }
      take(next);
    }
    pumping = false;
    if (ahead.isEmpty() && !channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  /**
   * Answers and leaves. A client that still sends would not read the answer if the connection were
   * closed at once; so only this side is, and what comes is dropped.
   */
  private void refuse(Refusal refusal) {
    release();
    Answer answer = refusal.answer();
    exchange.count(head, answer.status());
    enter(Phase.LEAVING);
    channel.config().setAutoRead(true);
    channel
        .writeAndFlush(Responses.of(answer, false, head))
        .addListener(
            done -> {
              if (channel instanceof SocketChannel socket) {
                socket.shutdownOutput();
              }
            });
  }

  private void release() {
    body = null;
    connections.giveBack(held);
    held = 0;
    ahead.forEach(ReferenceCountUtil::release);
    ahead.clear();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connections.remove(this);
    if (phase != Phase.WORKING) { // Else its worker comes back and gives it back.
      release();
    }
  }

  /** A client that has gone, or a mistake that no answer can tell. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    channel.close();
  }

  @Override
  public long since() {
    return since;
  }

  @Override
  public boolean awaitsClient() {
    return phase == Phase.IDLE || phase == Phase.READING || phase == Phase.LEAVING;
  }

  @Override
  public boolean isOverdue(long now, Limits limits) {
    long waited = now - since;
    return switch (phase) {
      case IDLE -> waited > limits.idle().toNanos();
      case READING, WRITING, LEAVING -> waited > limits.request().toNanos();
      case WORKING -> false; // It is this side's turn.
    };
  }

  @Override
  public void endOverdue() {
    channel.eventLoop().execute(this::timeOut);
  }

  private void timeOut() {
    if (phase == Phase.READING) {
      exchange.timedOut();
      refuse(new Refusal(408, "the request did not arrive in time"));
    } else if (phase != Phase.WORKING) {
      channel.close();
    }
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void closeIfIdle() {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (phase == Phase.IDLE) {
                channel.close();
              }
            });
  }
}
