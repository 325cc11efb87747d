package dev.lockstep.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.model.Model;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.scorer.Scorer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The answers of models of numbers. */
class ServedValuesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final float[] ROW = {1, 2, 3};
  private static final String BODY = "{\"rows\":[[1,2,3]]}";

  @Test
  void oneNumberIsAValue() throws Exception {
    Model model = Models.ofNumbers(LossFunction.MSE, List.of("price"));
    JsonNode prediction = prediction(model);
    assertThat(prediction.size()).isEqualTo(1);
    assertThat(prediction.path("value").isNumber()).isTrue();
    assertThat(prediction.path("value").asDouble())
        .isEqualTo(Scorer.of(model).predict(ROW).value());
  }

  @Test
  void severalNumbersHaveTheirNames() throws Exception {
    Model model = Models.ofNumbers(LossFunction.POISSON, List.of("a \"b\" <i>", "größe"));
    JsonNode prediction = prediction(model);
    double[] expected = Scorer.of(model).predict(ROW).values();
    assertThat(prediction.size()).isEqualTo(1);
    JsonNode values = prediction.path("values");
    assertThat(values.fieldNames()).toIterable().containsExactly("a \"b\" <i>", "größe");
    assertThat(values.path("a \"b\" <i>").asDouble()).isEqualTo(expected[0]);
    assertThat(values.path("größe").asDouble()).isEqualTo(expected[1]);
  }

  private static JsonNode prediction(Model model) throws Exception {
    try (RunningServer server = RunningServer.of(Models.served(model, "numbers"))) {
      HttpResponse<String> answer = server.predict(BODY);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode about = JSON.readTree(server.get("/model").body());
      assertThat(about.path("answers").asText()).isEqualTo("values");
      return JSON.readTree(answer.body()).path("predictions").get(0);
    }
  }
}
