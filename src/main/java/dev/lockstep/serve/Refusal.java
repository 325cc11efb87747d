package dev.lockstep.serve;

import java.util.Map;

/** A request that is refused; the message is one line for the client. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;

  Refusal(int status, String message) {
    this(status, message, Map.of());
  }

  Refusal(int status, String message, Map<String, String> headers) {
    super(message, null, false, false); // Strangers must not make it walk the stack.
    this.status = status;
    this.headers = headers;
  }

  /** Returns the refusal of one request too many, which may come again. */
  static Refusal busy(String message) {
    return new Refusal(503, message, Map.of("retry-after", "1"));
  }

  /** Returns the answer. */
  Answer answer() {
    return Answer.json(status, Json.bytes(json -> json.writeStringField("error", getMessage())))
        .with(headers);
  }
}
