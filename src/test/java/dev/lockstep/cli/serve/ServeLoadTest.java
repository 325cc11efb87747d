package dev.lockstep.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.serve.CurrentModel;
import dev.lockstep.serve.HttpServer;
import dev.lockstep.serve.Limits;
import dev.lockstep.serve.Models;
import dev.lockstep.serve.ServedModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 10,000 requests, 64 at once, while the champion changes: each has one model's whole answer. */
@Tag("slow")
class ServeLoadTest {
  private static final int REQUESTS = 10_000;
  private static final int AT_ONCE = 64;
  private static final int PICTURES = 50;

  @Test
  void everyRequestIsAnsweredByOneOfTheModels() throws Exception {
    ServedModel[] models = {Models.picture(1), Models.picture(2)};
    List<byte[]> bodies = new ArrayList<>();
    List<List<String>> wanted = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      float[] picture = Digits.example(Part.TEST, i).features();
      bodies.add(ServeRequests.body(picture));
      wanted.add(Arrays.stream(models).map(m -> answer(m, picture)).toList());
    }
    CurrentModel model = new CurrentModel(models[0]);
    Set<Integer> seen = new HashSet<>();
    int[] answers = {0};
    HttpLoad.Result result;
    try (HttpServer server = HttpServer.start(model, "127.0.0.1", 0, Limits.standard());
        HttpLoad load = new HttpLoad(server.address(), AT_ONCE, bodies)) {
      result =
          load.send(
              REQUESTS,
              (body, status, answer) -> {
                if (answers[0]++ % 100 == 99) {
                  model.swap(models[answers[0] / 100 % 2]);
                }
                String text = new String(answer, StandardCharsets.UTF_8);
                int which = wanted.get(body).indexOf(text);
                seen.add(which);
                return status == 200 && which >= 0;
              });
    }
    assertThat(result.failures()).isZero();
    assertThat(result.nanos()).hasSize(REQUESTS);
    assertThat(seen).containsExactlyInAnyOrder(0, 1);
  }

  private static String answer(ServedModel model, float[] picture) {
    return new String(
        model.answer(List.of(model.scorer().predict(picture))), StandardCharsets.UTF_8);
  }
}
