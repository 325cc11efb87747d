package dev.lockstep.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The interface's description is one of OpenAPI 3.0, and it is true: a small validator checks real
 * requests and answers against it. Its first version also passed swagger-parser 13.
 */
class OpenApiTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static JsonNode api;

  @BeforeAll
  static void read() throws Exception {
    api = MAPPER.readTree(OpenApiTest.class.getResourceAsStream("openapi.json"));
  }

  @Test
  void everyOperationIsWhole() {
    assertThat(api.path("openapi").asText()).isEqualTo("3.0.3");
    assertThat(api.path("info").path("title").asText()).isNotEmpty();
    assertThat(api.path("info").path("version").asText()).isNotEmpty();
    Set<String> ids = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
      assertThat(path.getKey()).startsWith("/");
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        assertThat(Set.of("get", "post")).contains(operation.getKey());
        assertThat(ids.add(operation.getValue().path("operationId").asText())).isTrue();
        assertThat(operation.getValue().path("responses").has("200")).isTrue();
        for (Map.Entry<String, JsonNode> response :
            operation.getValue().path("responses").properties()) {
          assertThat(response.getKey()).matches("[1-5]\\d\\d");
          assertThat(follow(response.getValue()).path("description").asText()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = api.findValues("$ref");
    assertThat(references).hasSizeGreaterThan(10);
    for (JsonNode reference : references) {
      assertThat(reference.asText()).startsWith("#/");
      assertThat(api.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  @Test
  void everyPathIsThereAndAnswersAsDescribed() throws Exception {
    for (ServedModel model :
        List.of(Models.named(), Models.singleOutput(), Models.picture(1), Models.ofTable())) {
      try (RunningServer server = RunningServer.of(model)) {
        for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
          assertThat(Api.known(path.getKey())).isEqualTo(path.getKey());
          if (path.getValue().has("get")) {
            HttpResponse<String> answer = server.get(path.getKey());
            assertDescribed(path.getValue().path("get"), answer);
          }
        }
        String row =
            model.name().equals("table")
                ? "\"male\",null,\"A\",1.5,\"1997-05-19\",2,true"
                : "0" + ",1".repeat(model.features() - 1);
        String body = "{\"rows\":[[" + row + "]]}";
        JsonNode predict = api.at("/paths/~1predict/post");
        JsonNode wanted = predict.at("/requestBody/content/application~1json/schema");
        assertThat(problems(wanted, MAPPER.readTree(body), "body")).isEmpty();
        assertThat(server.predict(body).statusCode()).isEqualTo(200);
        assertDescribed(predict, server.predict(body));
        assertDescribed(predict, server.predict("{}"));
        assertDescribed(
            predict,
            server.send(server.request("/predict").POST(HttpRequest.BodyPublishers.noBody())));
      }
    }
  }

  @Test
  void theExamplesAreRequestsAndWhatIsWrongIsSeen() throws Exception {
    JsonNode body = api.at("/paths/~1predict/post/requestBody/content/application~1json");
    for (JsonNode example : body.path("examples")) {
      assertThat(problems(body.path("schema"), example.path("value"), "example")).isEmpty();
    }
    for (String wrong : new String[] {"{}", "[]", "{\"rows\":[]}", "{\"rows\":[[[1]]]}"}) {
      assertThat(problems(body.path("schema"), MAPPER.readTree(wrong), "body"))
          .as(wrong)
          .isNotEmpty();
    }
  }

  private static void assertDescribed(JsonNode operation, HttpResponse<String> answer)
      throws IOException {
    JsonNode response =
        follow(operation.path("responses").path(String.valueOf(answer.statusCode())));
    assertThat(response.isMissingNode()).as("%s", answer.statusCode()).isFalse();
    String type = answer.headers().firstValue("content-type").orElseThrow().split(";", 2)[0];
    JsonNode schema = response.path("content").path(type).path("schema");
    assertThat(schema.isMissingNode()).as(type).isFalse();
    if (type.equals("application/json")) {
      assertThat(problems(schema, MAPPER.readTree(answer.body()), "answer")).isEmpty();
    }
  }

  private static JsonNode follow(JsonNode node) {
    return node.has("$ref") ? follow(api.at(node.path("$ref").asText().substring(1))) : node;
  }

  /** Returns what in a value is not as its schema says; knows the words that the file uses. */
  private static List<String> problems(JsonNode reference, JsonNode value, String place) {
    JsonNode schema = follow(reference);
    List<String> problems = new ArrayList<>();
    if (schema.has("oneOf")) {
      int fits = 0;
      for (JsonNode option : schema.path("oneOf")) {
        fits += problems(option, value, place).isEmpty() ? 1 : 0;
      }
      if (fits != 1) {
        problems.add(place + " fits " + fits + " of the schemas");
      }
      return problems;
    }
    if (value.isNull() && schema.path("nullable").asBoolean()) {
      return problems;
    }
    boolean isOfType =
        switch (schema.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "number" -> value.isNumber();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> false;
        };
    if (!isOfType) {
      problems.add(place + " is not of type " + schema.path("type"));
    }
    if (schema.has("enum") && !List.copyOf(texts(schema.path("enum"))).contains(value.asText())) {
      problems.add(place + " is not one of " + schema.path("enum"));
    }
    if (value.isArray()) {
      if (value.size() < schema.path("minItems").asInt()) {
        problems.add(place + " has too few items");
      }
      for (JsonNode item : value) {
        problems.addAll(problems(schema.path("items"), item, place + "[]"));
      }
    }
    for (String name : texts(schema.path("required"))) {
      if (!value.has(name)) {
        problems.add(place + " has no " + name);
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode more = schema.path("additionalProperties");
      if (schema.path("properties").has(field.getKey())) {
        JsonNode own = schema.path("properties").path(field.getKey());
        problems.addAll(problems(own, field.getValue(), place + "." + field.getKey()));
      } else if (more.isObject()) {
        problems.addAll(problems(more, field.getValue(), place + "." + field.getKey()));
      } else if (!more.asBoolean(true)) {
        problems.add(place + " has an unknown " + field.getKey());
      }
    }
    return problems;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
