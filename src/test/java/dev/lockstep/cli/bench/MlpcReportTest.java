package dev.lockstep.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.bench.MlpcReport.Training;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlpcReportTest {
  private static final MlpcReport REPORT =
      new MlpcReport(
          new TrainingSetup("mnist", "784-128-10", 101_770, 2, 4, 256, 48, "local[2]", 2, "17.0.1"),
          3,
          100,
          new Blas("pure Java BLAS with vectors", List.of(), ""),
          new Training(2, 0.9775, 0.05, null),
          new Training(90, 0.9725, 0.04, null));

  @Test
  void theTableSaysItInWords() {
    assertThat(REPORT.table().lines())
        .containsExactly(
            "mnist, 784-128-10, 101,770 parameters, 2 partitions, 4 shards, batch 256,"
                + " averaged every 48 steps, local[2], 2 cores, JDK 17.0.1, 3 epochs",
            "Lockstep      2.00 s  test accuracy 97.75%  training loss 0.0500",
            "Spark ML     90.00 s  test accuracy 97.25%  training loss 0.0400",
            "Lockstep is 45.0 times as fast, at +0.50 points of accuracy and 1.250 times the loss",
            "Spark ML took 100 iterations at most, with pure Java BLAS with vectors",
            REPORT.blas().advice().orElseThrow());
  }

  @Test
  void whereBothPredictTheRatioIsOfRowsASecond() {
    MlpcReport report =
        new MlpcReport(
            REPORT.setup(),
            3,
            100,
            REPORT.blas(),
            new Training(2, 0.9775, 0.05, 240_000.0),
            new Training(90, 0.9725, 0.04, 30_000.0));
    assertThat(report.table())
        .contains("transform predicts 240,000 rows/s, Spark ML's 30,000: 8.0 times as many\n");
    assertThat(new ObjectMapper().<JsonNode>valueToTree(report).at("/lockstep/rowsPerSecond"))
        .hasToString("240000.0");
  }

  @Test
  void theJsonHasBothTrainings() {
    JsonNode json = new ObjectMapper().valueToTree(REPORT);

    assertThat(json.at("/averageEvery").intValue()).isEqualTo(48);
    assertThat(json.at("/lockstep/seconds").doubleValue()).isEqualTo(2);
    assertThat(json.at("/sparkMl/testAccuracy").doubleValue()).isEqualTo(0.9725);
    assertThat(json.at("/lockstep/trainingLoss").doubleValue()).isEqualTo(0.05);
    assertThat(json.at("/lossRatio").doubleValue()).isEqualTo(1.25);
    assertThat(json.at("/ratio").doubleValue()).isEqualTo(45);
    assertThat(json.at("/blas/kind").textValue()).isEqualTo("pure Java BLAS with vectors");
    assertThat(json.at("/blas").has("advice")).isFalse();
  }
}
