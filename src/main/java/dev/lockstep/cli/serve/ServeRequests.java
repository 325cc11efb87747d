package dev.lockstep.cli.serve;

import java.nio.charset.StandardCharsets;

/** Bodies of requests to {@code serve}. */
final class ServeRequests {
  private ServeRequests() {}

  /** Returns the body that asks for one row; whole numbers are written as such. */
  static byte[] body(float[] row) {
    StringBuilder text = new StringBuilder("{\"rows\":[[");
    for (int i = 0; i < row.length; i++) {
      text.append(i == 0 ? "" : ",");
      int whole = (int) row[i];
      if (whole == row[i]) {
        text.append(whole);
      } else {
        text.append(row[i]);
      }
    }
    return text.append("]]}").toString().getBytes(StandardCharsets.US_ASCII);
  }
}
