package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerTableTest {
  @Test
  void everyLayerHasARowAndTheLastLineIsTheSum() {
    Loss loss = new Loss(LossFunction.CROSS_ENTROPY, 0);
    Network network = new Network(List.of(784, 1024, 10), Activation.TANH, loss, Activation.LINEAR);
    assertThat(LayerTable.of(network))
        .isEqualTo(
            """
            layer          weights  activation    parameters      memory
                0       784 x 1024  tanh             803,840     3.1 MiB
                1        1024 x 10  softmax           10,250    40.0 KiB
              all                                    814,090     3.1 MiB
            """);
  }

  @Test
  void anOutputActivationIsNamed() {
    Network network =
        new Network(
            List.of(2, 1), Activation.RELU, new Loss(LossFunction.MSE, 0), Activation.SIGMOID);
    assertThat(LayerTable.of(network)).contains("2 x 1  sigmoid").doesNotContain("relu");
  }
}
