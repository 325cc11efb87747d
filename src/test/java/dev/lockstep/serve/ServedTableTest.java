package dev.lockstep.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.scorer.RawTable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of a table with categories, booleans, a date and gaps, as JSON. */
class ServedTableTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void answersHaveTheBitsOfTheScorer() throws Exception {
    ObjectNode named = JSON.createObjectNode();
    ArrayNode inOrder = JSON.createArrayNode();
    ObjectNode columns = JSON.createObjectNode();
    for (Map<String, Object> row : RawTable.values()) {
      named.withArray("rows").add(JSON.valueToTree(row));
      inOrder.add(JSON.valueToTree(row.values()));
      row.forEach((name, cell) -> columns.withArray(name).add(JSON.valueToTree(cell)));
    }
    try (RunningServer server = RunningServer.of(Models.ofTable())) {
      for (JsonNode body :
          List.of(
              named,
              JSON.createObjectNode().set("rows", inOrder),
              JSON.createObjectNode().set("columns", columns))) {
        HttpResponse<String> answer = server.predict(body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(probabilities(answer.body())).containsExactly(RawTable.probabilities());
      }
    }
  }

  private static float[] probabilities(String answer) throws IOException {
    JsonNode predictions = JSON.readTree(answer).path("predictions");
    float[] values = new float[predictions.size() * 3];
    int at = 0;
    for (JsonNode prediction : predictions) {
      for (JsonNode probability : prediction.path("probabilities")) {
        values[at++] = Float.parseFloat(probability.asText());
      }
    }
    return values;
  }

  @Test
  void theModelTellsItsColumns() throws Exception {
    try (RunningServer server = RunningServer.of(Models.ofTable())) {
      JsonNode model = JSON.readTree(server.get("/model").body());
      assertThat(model.path("features").asInt()).isEqualTo(7);
      assertThat(model.path("columns").get(2))
          .isEqualTo(
              JSON.readTree(
                  "{\"name\":\"deck\",\"kind\":\"category\",\"categories\":[\"\",\"A\",\"B\"],"
                      + "\"unseen\":\"other\",\"missing\":true}"));
      assertThat(model.path("columns").get(4))
          .isEqualTo(JSON.readTree("{\"name\":\"joined\",\"kind\":\"date\",\"missing\":true}"));
    }
    try (RunningServer server = RunningServer.of(Models.named())) {
      assertThat(JSON.readTree(server.get("/model").body()).has("columns")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'sex':null | 'sex': null is not a category",
        "'sex':'' | 'sex': '' is empty",
        "'sex':[1] | 'sex': an array is not a category",
        "'fare':null | 'fare': null is not a number",
        "'fare':'7' | 'fare': '7' is not a number",
        "'fare':1e39 | 'fare': 1e39 is larger than a float can be",
        "'joined':'1/1/97' | 'joined': '1/1/97' is not a date such as 2024-02-29",
        "'port':3 | 'port': 3 is not a category that training has seen",
        "'port':true | 'port': true is not a category that training has seen",
      })
  void wrongCellsAreNamed(String cell, String message) {
    String row =
        "'sex':'male','age':1,'deck':'A','fare':1,'joined':'1997-05-19','port':1,'alone':false";
    String name = cell.substring(0, cell.indexOf(':'));
    String wrong = row.replaceFirst(name + ":[^,]*", cell);
    byte[] body =
        ("{'rows':[{" + wrong + "}]}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RowsReader.read(Models.ofTable(), 9, body, body.length))
        .isInstanceOf(Refusal.class)
        .hasMessage("row 1, column " + message.replace('\'', '"'));
  }
}
