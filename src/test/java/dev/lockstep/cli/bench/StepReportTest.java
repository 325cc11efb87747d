package dev.lockstep.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StepReportTest {
  private static final StepReport REPORT =
      new StepReport(
          new TrainingSetup("mnist", "784-128-10", 101_770, 2, 4, 256, 1, "local[2]", 2, "17.0.1"),
          4,
          1.25,
          7.5,
          0.5,
          407_400,
          1_000_000);

  @Test
  void theTableSaysItInWords() {
    assertThat(REPORT.table().lines())
        .containsExactly(
            "mnist, 784-128-10, 101,770 parameters, 2 partitions, 4 shards, batch 256, synchronous,"
                + " local[2], 2 cores, JDK 17.0.1",
            "empty job                4.00 ms",
            "step, computing          1.25 ms",
            "step, in Spark           7.50 ms",
            "step, on the driver      0.50 ms",
            "a step less its computation takes 2.00 times an empty job",
            "an averaging broadcasts 407,400 bytes and brings back 1,000,000");
  }

  @Test
  void theJsonIsFlat() {
    JsonNode json = new ObjectMapper().valueToTree(REPORT);

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "data",
            "network",
            "parameters",
            "partitions",
            "shards",
            "batch",
            "averageEvery",
            "master",
            "cores",
            "jdk",
            "emptyJobMillis",
            "computeMillis",
            "sparkMillis",
            "driverMillis",
            "ratio",
            "broadcastBytes",
            "resultBytes");
    assertThat(json.get("ratio").doubleValue()).isEqualTo(2);
    assertThat(json.get("shards").intValue()).isEqualTo(4);
  }
}
