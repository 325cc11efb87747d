package dev.lockstep.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlasTest {
  /** As in /proc/self/maps, a file more than once and much else. */
  private static final List<String> MAPPED =
      List.of(
          "7f58dce3d000-7f58dce45000 r-xp 00125000 fe:00 55 /usr/lib/x/libopenblasp-r0.3.21.so",
          "7f58dce48000-7f58dee29000 r--p 00130000 fe:00 55 /usr/lib/x/libopenblasp-r0.3.21.so",
          "7f594003c000-7f5940072000 r-xp 0001e000 fe:00 56 /usr/lib/x/libblas.so.3",
          "7f5963eeb000-7f5963efb000 r-xp 00002000 fe:00 57 /tmp/libnetlibblasjni.so168",
          "7f5963eeb000-7f5963efb000 r--p 00002000 fe:00 58 /m2/netlib/blas/blas-3.0.4.jar",
          "7f5963eeb000-7f5963efb000 rw-p 00000000 00:00 0");

  @Test
  void aNativeOneNamesItsLibraries() {
    Blas blas = Blas.of("JNIBLAS", MAPPED, "1");
    assertThat(blas)
        .hasToString("native BLAS (libblas.so.3, libopenblasp-r0.3.21.so), OPENBLAS_NUM_THREADS=1");
    assertThat(blas.advice()).isEmpty();
  }

  @Test
  void aNativeOneThatMayStartThreadsIsToldNotTo() {
    assertThat(Blas.of("JNIBLAS", MAPPED, "").advice())
        .contains("Spark's tasks and OpenBLAS's threads compete: set OPENBLAS_NUM_THREADS=1");
  }

  @Test
  void withoutANativeOneTheAdviceSaysHowToGetIt() {
    Blas blas = Blas.of("VectorBLAS", MAPPED, "");
    assertThat(blas).hasToString("pure Java BLAS with vectors");
    assertThat(blas.advice()).hasValueSatisfying(line -> assertThat(line).contains("apt-get"));
  }

  @Test
  void othersAreToldApart() {
    assertThat(Blas.of("Java11BLAS", List.of(), "")).hasToString("pure Java BLAS without vectors");
    assertThat(Blas.of("CudaBLAS", List.of(), "")).hasToString("CudaBLAS");
  }
}
