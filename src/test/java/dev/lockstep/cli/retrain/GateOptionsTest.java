package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.report.Metric;
import org.junit.jupiter.api.Test;

class GateOptionsTest {
  /** Decisions are found by it, those of earlier releases too, which had the gate's own text. */
  @Test
  void theTextOfChoicesIsThatOfTheGateOfClasses() {
    GateOptions options = new GateOptions();
    assertThat(options.text()).isEqualTo(options.gate(/* hasClasses= */ true).toString());
    options.metric = Metric.LOSS;
    options.minGain = 0.25;
    options.minValue = 2.0;
    options.maxClassLoss = 0.5;
    assertThat(options.text()).isEqualTo(options.gate(/* hasClasses= */ true).toString());
    options.maxClassLoss = null;
    assertThat(options.text()).isEqualTo(options.gate(/* hasClasses= */ false).toString());
  }
}
