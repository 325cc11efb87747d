package dev.lockstep.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.scorer.Prediction;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server answers to good requests and to wrong ones. */
class HttpServerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String POST = "POST /predict HTTP/1.1\r\nhost: localhost\r\n";
  private static final String JSON = "content-type: application/json\r\n";
  private static final String BODY = "{\"rows\":[[1,2,3]]}";

  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.of(Models.named());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  void theNumbersAreTheScorers() throws Exception {
    HttpResponse<String> answer = server.predict("{\"rows\": [[0.1, 2e-3, 255], [3, 1e9, -7]]}");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode predictions = MAPPER.readTree(answer.body()).path("predictions");
    List<Prediction> expected =
        Models.named().scorer().predictAll(new double[] {0.1, 2e-3, 255, 3, 1e9, -7});
    assertThat(predictions).hasSameSizeAs(expected);
    for (int r = 0; r < expected.size(); r++) {
      Prediction wanted = expected.get(r);
      assertThat(predictions.get(r).path("label").asText()).isEqualTo(wanted.label());
      for (int c = 0; c < wanted.outputs().length; c++) {
        String number = predictions.get(r).path("probabilities").path("c" + c).asText();
        assertThat(Float.parseFloat(number)).isEqualTo(wanted.outputs()[c]);
      }
    }
  }

  @Test
  void floatsHaveTheFewestDigits() {
    Prediction prediction = new Prediction("c0", 0, new float[] {2e-3f, 0.99999994f});
    assertThat(Models.named().answer(List.of(prediction)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"predictions\":[{\"label\":\"c0\",\"probabilities\":{\"c0\":0.002,\"c1\":0.99999994}}]}\n");
  }

  @Test
  void outputsThatAreNotProbabilitiesAreAList() throws Exception {
    try (RunningServer single = RunningServer.of(Models.singleOutput())) {
      JsonNode answer = MAPPER.readTree(single.predict("{\"rows\": [[1, 2]]}").body());
      JsonNode prediction = answer.path("predictions").get(0);
      assertThat(prediction.path("outputs")).hasSize(1);
      assertThat(prediction.has("probabilities")).isFalse();
      assertThat(single.get("/model").body()).contains("\"answers\":\"outputs\"");
    }
  }

  @Test
  void aLargeBatchIsAnsweredByAWorkerInItsOrder() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < 9_000; r++) {
      rows.add("[" + r + ",1,2]");
    }
    HttpResponse<String> answer = server.predict("{\"rows\":" + rows + "}");
    JsonNode predictions = MAPPER.readTree(answer.body()).path("predictions");
    assertThat(predictions).hasSize(9_000);
    for (int r : new int[] {0, 255, 256, 8_999}) {
      Prediction alone = Models.named().scorer().predict(new double[] {r, 1, 2});
      assertThat((float) predictions.get(r).path("probabilities").path("c1").asDouble())
          .isEqualTo(alone.outputs()[1]);
    }
  }

  @Test
  void theModelTellsWhatItWantsToKnow() throws Exception {
    JsonNode model = MAPPER.readTree(server.get("/model").body());
    assertThat(model.path("features").asInt()).isEqualTo(3);
    List<String> names = new ArrayList<>();
    model.path("featureNames").forEach(name -> names.add(name.asText()));
    assertThat(names).isEqualTo(Models.NAMES);
    assertThat(model.path("pictureSide").isNull()).isTrue();
    JsonNode health = MAPPER.readTree(server.get("/health").body());
    assertThat(health.path("status").asText()).isEqualTo("ok");
    assertThat(health.path("weightsSha256").asText()).isEqualTo(Models.named().weightsSha256());
  }

  @Test
  void thePageComesWithAPolicyForItsOwnScriptAlone() throws Exception {
    HttpResponse<String> page = server.get("/?x=1");
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(page.headers().map()).doesNotContainKey("access-control-allow-origin");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'sha256-", "connect-src 'self'")
        .doesNotContain("unsafe", "http:", "*");
    assertThat(page.body()).doesNotContain("http://", "https://", "src=");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, ",
    "POST, /, 405, 'GET, HEAD, OPTIONS'",
    "DELETE, /health, 405, 'GET, HEAD, OPTIONS'",
    "GET, /predict, 405, 'POST, OPTIONS'",
    "OPTIONS, /predict, 204, 'POST, OPTIONS'",
    "OPTIONS, /model, 204, 'GET, HEAD, OPTIONS'",
  })
  void methodsAndPathsAreChecked(String method, String path, int status, String allow)
      throws Exception {
    HttpResponse<String> answer =
        server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("allow").orElse(null)).isEqualTo(allow);
    assertThat(answer.body()).matches(status == 204 ? "" : "\\{\"error\":\"[^\n]+\"}\n");
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws Exception {
    HttpResponse<String> answer =
        server.send(server.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.body()).isEmpty();
    long length = answer.headers().firstValueAsLong("content-length").orElse(0);
    assertThat(length).isEqualTo(server.get("/").body().getBytes(StandardCharsets.UTF_8).length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1|400",
        "GET / HTTP/1.1~host: a~host: a|400",
        "GET / HTTP/1.1~host: evil.example|421",
        "GET / HTTP/1.1~host: 127.0.0.1.evil.example:80|421",
        "GET / HTTP/1.1~host: localhost:1:2|400",
        "GET http://localhost/ HTTP/1.1~host: localhost|400",
        "GET / HTTP/2.0~host: localhost|505",
        "nonsense|400",
        "POST /predict HTTP/1.1~host: localhost~content-length: 2~~{}|415",
        "POST /predict HTTP/1.1~host: localhost~content-type: text/plain~content-length: 2~~{}|415",
        "POST /predict HTTP/1.1~host: localhost~content-type: application/json|411",
        "POST /predict HTTP/1.1~host: localhost~content-type: application/json~content-length: x|400",
        "POST /predict HTTP/1.1~host: localhost~content-type: application/json~content-length: 99999999|413",
        "POST /predict HTTP/1.1~host: localhost~content-type: application/json~content-length: 99999999999999|413",
        "POST /predict HTTP/1.1~host: localhost~content-type: application/json~content-encoding: gzip~content-length: 2~~{}|415",
        "POST /predict HTTP/1.1~host: localhost~content-type: application/json~transfer-encoding: chunked~~zz~|400",
      })
  void headsThatAreWrongAreRefusedInOneLine(String request, int status) throws Exception {
    String answer = server.raw(request.replace("~", "\r\n") + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("connection: close");
    assertThat(answer).matches("(?s).*\r\n\r\n\\{\"error\":\"[^\n]+\"}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:99", "127.0.0.1:8080", "127.1.2.3", "[::1]:80"})
  void theLoopbacksNamesAreKnown(String host) throws Exception {
    String answer =
        server.raw("GET /health HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void longLinesAndHeadersAreRefused() throws Exception {
    String path = "/" + "x".repeat(10_000);
    assertThat(server.raw("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ");
    assertThat(server.raw("GET / HTTP/1.1\r\nhost: localhost\r\nx: " + path.repeat(2) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aBodyMayComeInChunksAndAfterAnInvitation() throws Exception {
    String chunks = "9\r\n{\"rows\":[\r\n9\r\n[1,2,3]]}\r\n0\r\n\r\n";
    assertThat(
            server.raw(
                POST + JSON + "connection: close\r\ntransfer-encoding: chunked\r\n\r\n" + chunks))
        .startsWith("HTTP/1.1 200 ");
    String length = "content-length: " + BODY.length() + "\r\n\r\n";
    assertThat(
            server.raw(
                POST + JSON + "expect: 100-continue\r\nconnection: close\r\n" + length + BODY))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ");
  }

  @Test
  void requestsThatAreSentAheadAreAnsweredInTheirOrder() throws Exception {
    StringBuilder ahead = new StringBuilder();
    String[] paths = {"/health", "/nothing-ahead", "/model"};
    String large = "{\"rows\":[[1,2,3]" + ",[1,2,3]".repeat(9_000) + "]}";
    ahead.append(POST).append(JSON).append("content-length: ").append(large.length());
    ahead.append("\r\n\r\n").append(large);
    for (int i = 0; i < 500; i++) {
      ahead.append("GET ").append(paths[2 * (i % 2)]).append(" HTTP/1.1\r\nhost: localhost\r\n");
      ahead.append(i == 499 ? "connection: close\r\n\r\n" : "\r\n");
    }
    try (Socket socket = server.connect()) {
      RunningServer.write(socket, ahead.toString());
      String answers = RunningServer.rest(socket);
      String[] bodies = answers.split("HTTP/1.1 200 OK\r\n", -1);
      assertThat(bodies).hasSize(502);
      assertThat(bodies[1]).contains("predictions");
      for (int i = 0; i < 500; i++) {
        assertThat(bodies[i + 2]).contains(i % 2 == 0 ? "\"status\":\"ok\"" : "\"features\":3");
      }
    }
  }

  @Test
  void aWrongRowLeavesTheConnectionOpen() throws Exception {
    String wrong = "{\"rows\":[[1,2]]}";
    String answers =
        server.raw(
            POST
                + JSON
                + "content-length: "
                + wrong.length()
                + "\r\n\r\n"
                + wrong
                + POST
                + JSON
                + "connection: close\r\ncontent-length: "
                + BODY.length()
                + "\r\n\r\n"
                + BODY);
    assertThat(answers)
        .startsWith("HTTP/1.1 400 Bad Request")
        .contains("row 1 has 2 numbers, where the model has 3 features")
        .contains("HTTP/1.1 200 OK");
  }

  @Test
  void anOldClientIsAnsweredAndLeft() throws Exception {
    assertThat(server.raw("GET /health HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("connection: close");
  }
}
