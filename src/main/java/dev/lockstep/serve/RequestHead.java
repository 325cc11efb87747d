package dev.lockstep.serve;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/**
 * What stands before a request's body.
 *
 * @param path without a query
 * @param host the header; null if there is none
 * @param type the header Content-Type; null if there is none
 * @param length the header Content-Length; -1 if there is none
 * @param isOld whether it is HTTP/1.0
 */
record RequestHead(
    String method,
    String path,
    String host,
    String type,
    long length,
    boolean isChunked,
    boolean isOld,
    boolean isKeptAlive,
    boolean expectsContinue) {

  /** Reads a head. @throws Refusal if it is not one of HTTP/1.1 or 1.0 */
  static RequestHead of(HttpRequest request) {
    requireWhole(request);
    HttpHeaders headers = request.headers();
    boolean isOld = request.protocolVersion().minorVersion() == 0;
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (request.protocolVersion().majorVersion() != 1) {
      throw new Refusal(505, "this server speaks HTTP/1.1");
    }
    if (hosts.size() > 1 || (hosts.isEmpty() && !isOld)) {
      throw new Refusal(400, "a request has one header Host");
    }
    String path = request.uri().split("[?#]", 2)[0];
    if (!path.startsWith("/")) {
      throw new Refusal(400, "a path begins with /");
    }
    if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
      throw new Refusal(415, "send the body without content-encoding");
    }
    return new RequestHead(
        request.method().name(),
        path,
        hosts.isEmpty() ? null : hosts.get(0),
        headers.get(HttpHeaderNames.CONTENT_TYPE),
        length(request),
        HttpUtil.isTransferEncodingChunked(request),
        isOld,
        HttpUtil.isKeepAlive(request),
        HttpUtil.is100ContinueExpected(request));
  }

  private static long length(HttpRequest request) {
    try {
      return HttpUtil.getContentLength(request, -1L);
    } catch (NumberFormatException e) {
      throw new Refusal(400, "the header Content-Length is not a number");
    }
  }

  private static void requireWhole(HttpRequest request) {
    if (request.decoderResult().isSuccess()) {
      return;
    }
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      throw new Refusal(414, "the path is too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      throw new Refusal(431, "the headers are too long");
    }
    throw new Refusal(400, "this is not HTTP");
  }
}
