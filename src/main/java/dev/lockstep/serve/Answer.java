package dev.lockstep.serve;

import java.util.HashMap;
import java.util.Map;

/**
 * An answer to a request.
 *
 * @param headers beside the ones that every answer has
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {
  static Answer json(int status, byte[] body) {
    return new Answer(status, "application/json", body, Map.of());
  }

  static Answer text(String type, byte[] body) {
    return new Answer(200, type, body, Map.of());
  }

  /** Returns this answer with more headers. */
  Answer with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new Answer(status, type, body, all);
  }
}
