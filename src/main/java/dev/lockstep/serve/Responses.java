package dev.lockstep.serve;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Date;

/** Answers as HTTP. */
final class Responses {
  private static final long SECOND = 1_000;

  /** The header Date, which changes once a second. */
  private record Now(long second, String text) {}

  private static volatile Now now = new Now(0, "");

  private Responses() {}

  /** Returns what lets a client send a body. */
  static FullHttpResponse goOn() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
  }

  /**
   * Returns a response.
   *
   * @param keep whether the connection stays open
   * @param request null if it could not be read
   */
  static FullHttpResponse of(Answer answer, boolean keep, RequestHead request) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.DATE, date());
    if (!answer.type().isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
    }
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    headers.set("x-content-type-options", "nosniff");
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    answer.headers().forEach(headers::set);
    if (!keep) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (request != null && request.isOld()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }

  @SuppressWarnings("JavaUtilDate") // It is what Netty's formatter takes.
  private static String date() {
    long millis = System.currentTimeMillis();
    Now last = now;
    if (millis / SECOND != last.second) {
      last = new Now(millis / SECOND, DateFormatter.format(new Date(millis)));
      now = last;
    }
    return last.text;
  }
}
