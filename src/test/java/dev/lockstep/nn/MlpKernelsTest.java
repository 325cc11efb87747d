package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.ScalarKernels;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scalar or vector, dense or compressed: a network's outputs and gradients have the same bits. */
class MlpKernelsTest {
  static Stream<Network> networks() {
    return KernelCase.networks().stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyPathGivesTheSameBits(Network network) {
    AddressedRandom random = AddressedRandom.of(1, "paths");
    KernelCase given = KernelCase.of(network, random, 75);
    String expected = given.dense(new ScalarKernels());
    assertThat(given.compressed(new ScalarKernels())).isEqualTo(expected);
    assertThat(given.dense(FastestKernels.create())).isEqualTo(expected);
    assertThat(given.compressed(FastestKernels.create())).isEqualTo(expected);
  }

  /** What a network keeps of its parameters is of those of the same name alone. */
  @ParameterizedTest
  @MethodSource("networks")
  void parametersOfAnotherNameAreReadAnew(Network network) {
    KernelCase one = KernelCase.of(network, AddressedRandom.of(1, "paths"), 75);
    KernelCase other = KernelCase.of(network, AddressedRandom.of(2, "paths"), 75);
    Mlp mlp = new Mlp(network, 75);
    mlp.parametersAre(1);
    for (int repetition = 0; repetition < 2; repetition++) {
      assertThat(one.dense(mlp)).isEqualTo(one.dense(new ScalarKernels()));
    }
    mlp.parametersAre(2);
    assertThat(other.dense(mlp)).isEqualTo(other.dense(new ScalarKernels()));
    mlp.parametersAre(0);
    assertThat(one.dense(mlp)).isEqualTo(one.dense(new ScalarKernels()));
    assertThat(other.dense(mlp)).isEqualTo(other.dense(new ScalarKernels()));
  }
}
