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
          new StepTimes(1.25, 7.5, 0.5),
          new StepTimes(1, 0.125, 0.0625),
          407_400,
          1_000_000);

  @Test
  void theTableSaysItInWords() {
    assertThat(REPORT.table().lines())
        .containsExactly(
            "mnist, 784-128-10, 101,770 parameters, 2 partitions, 4 shards, batch 256, synchronous,"
                + " local[2], 2 cores, JDK 17.0.1",
            "empty job     4.00 ms",
            "jobs      computing    1.250 ms, exchange    7.500 ms, driver    0.500 ms: 8.000 ms"
                + " beside computing",
            "resident  computing    1.000 ms, exchange    0.125 ms, driver    0.063 ms: 0.188 ms"
                + " beside computing",
            "by jobs, a step less its computation takes 2.00 times an empty job",
            "a job broadcasts 407,400 bytes and brings back 1,000,000");
  }

  @Test
  void theJsonHasBothExchanges() {
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
            "jobs",
            "resident",
            "ratio",
            "broadcastBytes",
            "resultBytes");
    assertThat(json.get("ratio").doubleValue()).isEqualTo(2);
    assertThat(json.at("/resident/overheadMillis").doubleValue()).isEqualTo(0.1875);
    assertThat(json.get("shards").intValue()).isEqualTo(4);
  }
}
