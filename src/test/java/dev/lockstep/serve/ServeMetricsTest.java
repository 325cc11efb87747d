package dev.lockstep.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The metrics count what has happened, in Prometheus' format. */
class ServeMetricsTest {
  private static final String PREFIX = "lockstep_serve_";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(lockstep_serve_[a-z_]+?)(?:_bucket|_sum|_count)?"
              + "(?:\\{[a-z_0-9]+=\"(?:[^\"\\\\]|\\\\.)*\"(?:,[a-z_0-9]+=\"(?:[^\"\\\\]|\\\\.)*\")*})?"
              + " [0-9.E-]+");

  @Test
  void requestsAreCountedByPathAndCode() throws Exception {
    try (RunningServer server = RunningServer.of(Models.named())) {
      server.predict("{\"rows\":[[1,2,3],[4,5,6]]}");
      server.predict("{\"rows\":[[1,2,3]]}");
      server.predict("nonsense");
      server.get("/some/path");
      server.get("/other/path");
      assertThat(server.metric(PREFIX + "requests_total{path=\"/predict\",code=\"200\"}"))
          .isEqualTo(2);
      assertThat(server.metric(PREFIX + "requests_total{path=\"/predict\",code=\"400\"}"))
          .isEqualTo(1);
      assertThat(server.metric(PREFIX + "requests_total{path=\"other\",code=\"404\"}"))
          .isEqualTo(2);
      assertThat(server.metric(PREFIX + "rows_total")).isEqualTo(3);
      assertThat(server.metric(PREFIX + "predict_seconds_count")).isEqualTo(2);
      assertThat(server.metric(PREFIX + "predict_seconds_bucket{le=\"+Inf\"}")).isEqualTo(2);
      assertThat(server.metric(PREFIX + "in_flight")).isEqualTo(1); // The one that asks.
    }
  }

  @Test
  void everyLineIsOneOfTheFormat() throws Exception {
    ServedModel odd = new ServedModel(Models.named().scorer(), "a \"b\\\n");
    try (RunningServer server = RunningServer.of(odd)) {
      server.predict("{\"rows\":[[1,2,3]]}");
      HttpResponse<String> answer = server.get("/metrics");
      assertThat(answer.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(answer.body()).endsWith("\n").contains("model=\"a \\\"b\\\\\\n\"");
      List<String> families = new ArrayList<>();
      for (String line : answer.body().lines().toList()) {
        if (line.startsWith("# HELP ")) {
          families.add(line.split(" ", -1)[2]);
        } else if (line.startsWith("# TYPE ")) {
          assertThat(line)
              .matches(
                  "# TYPE " + families.get(families.size() - 1) + " (counter|gauge|histogram)");
        } else {
          Matcher sample = SAMPLE.matcher(line);
          assertThat(sample.matches()).as(line).isTrue();
          assertThat(families.get(families.size() - 1)).startsWith(sample.group(1));
        }
      }
      assertThat(families).doesNotHaveDuplicates().hasSizeGreaterThan(8);
    }
  }

  @Test
  void anotherModelIsTold() throws Exception {
    try (RunningServer server = RunningServer.of(Models.picture(1))) {
      ServedModel next = Models.picture(2);
      server.model().swap(next);
      server.model().failed();
      assertThat(server.get("/health").body())
          .contains(next.weightsSha256(), "\"championUnreadable\":true");
      String info =
          PREFIX
              + "model_info{model=\"picture 2\",weights_sha256=\""
              + next.weightsSha256()
              + "\"}";
      assertThat(server.metric(info)).isEqualTo(1);
      assertThat(server.metric(PREFIX + "model_reloads_total{outcome=\"done\"}")).isEqualTo(1);
      assertThat(server.metric(PREFIX + "model_reloads_total{outcome=\"failed\"}")).isEqualTo(1);
      assertThat(server.metric(PREFIX + "model_stale")).isEqualTo(1);
      server.model().confirmed();
      assertThat(server.metric(PREFIX + "model_stale")).isZero();
    }
  }
}
