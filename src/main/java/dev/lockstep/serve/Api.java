package dev.lockstep.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.scorer.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each path answers. Any number of threads may ask at once. */
final class Api {
  static final String PREDICT = "/predict";

  /** The path of all that the server does not have, in the metrics. */
  static final String OTHER = "other";

  private static final String READ = "GET, HEAD, OPTIONS";
  private static final Map<String, String> ALLOWED =
      Map.of(
          "/",
          READ,
          PREDICT,
          "POST, OPTIONS",
          "/model",
          READ,
          "/health",
          READ,
          "/metrics",
          READ,
          "/openapi.json",
          READ);

  private final CurrentModel current;
  private final Limits limits;
  private final Metrics metrics;
  private final Pages pages = new Pages();

  Api(CurrentModel current, Limits limits, Metrics metrics) {
    this.current = current;
    this.limits = limits;
    this.metrics = metrics;
  }

  /** Returns a path as the metrics name it. */
  static String known(String path) {
    return ALLOWED.containsKey(path) ? path : OTHER;
  }

  /**
   * Checks what stands before a body.
   *
   * @param type the header Content-Type; null if there is none
   * @throws Refusal if the body need not be read
   */
  void check(String method, String path, String type) {
    String allowed = ALLOWED.get(path);
    if (allowed == null) {
      throw new Refusal(404, "there is no such path: " + String.join(", ", paths()));
    }
    if (!List.of(allowed.split(", ", -1)).contains(method)) {
      throw new Refusal(405, path + " takes " + allowed, Map.of("allow", allowed));
    }
    if (method.equals("POST") && !isJson(type)) {
      throw new Refusal(415, "send content-type: application/json");
    }
  }

  private static List<String> paths() {
    return ALLOWED.keySet().stream().sorted().toList();
  }

  private static boolean isJson(String type) {
    String plain = type == null ? "" : type.toLowerCase(Locale.ROOT).replace(" ", "");
    return plain.equals("application/json") || plain.equals("application/json;charset=utf-8");
  }

  /** Returns at most how many multiplications a body of this length asks for. */
  long work(int bodyBytes) {
    ServedModel model = current.get();
    long rows = bodyBytes / 2 / model.features() + 1L;
    return rows * model.network().parameterCount();
  }

  /**
   * Returns the answer to a request that was checked; for HEAD that to GET.
   *
   * @param body its bytes, and what is behind
   * @throws Refusal if the body is wrong
   */
  Answer answer(String method, String path, byte[] body, int bodyBytes) {
    if (method.equals("OPTIONS")) {
      return new Answer(204, "", new byte[0], Map.of("allow", ALLOWED.get(path)));
    }
    ServedModel model = current.get();
    return switch (path) {
      case "/" -> pages.page();
      case "/openapi.json" -> pages.openApi();
      case "/model" -> Answer.json(200, model.description());
      case "/health" -> Answer.json(200, health(model));
      case "/metrics" ->
          Answer.text(PrometheusPage.TYPE, metrics.text(current).getBytes(StandardCharsets.UTF_8));
      default -> predict(model, body, bodyBytes);
    };
  }

  private byte[] health(ServedModel model) {
    return Json.bytes(
        (JsonGenerator json) -> {
          json.writeStringField("status", "ok");
          model.writeIdentity(json);
          json.writeBooleanField("championUnreadable", current.isFailing());
        });
  }

  private Answer predict(ServedModel model, byte[] body, int bodyBytes) {
    int mostRows = limits.rowsOf(model.network().outputs());
    double[] rows = RowsReader.read(model, mostRows, body, bodyBytes);
    List<Prediction> predictions = model.scorer().predictAll(rows);
    metrics.rows.add(predictions.size());
    return Answer.json(200, model.answer(predictions));
  }
}
