package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.ScalarKernels;
import dev.lockstep.testing.Jvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same bits from JVMs that are told to use narrower vectors, or have none; in the campaign from
 * JVMs of every collector, compiler, width and JDK.
 */
@Tag("slow")
class LanesTest {
  private static final int LANES_HERE = FastestKernels.create().lanes();
  private static final List<Integer> LANES = List.of(1, 4, 8, 16);

  private static final List<String> COLLECTORS =
      List.of("-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC");

  private static final List<String> COMPILERS =
      List.of("-XX:+TieredCompilation", "-XX:-TieredCompilation");

  @TempDir Path folder;

  private record Run(int lanes, String digests, String errors) {}

  /** On a CPU whose vectors are narrower still, it is those that run. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void theWidthOfTheVectorsShowsInNoBit(int lanes) {
    Run run = run(Jvm.ofLanes(Jvm.thisHome(), lanes), LanesMain.MANY, 1, 1);
    assertThat(run.lanes).isEqualTo(Math.min(lanes, LANES_HERE));
    assertThat(run.digests).isEqualTo(expected(LanesMain.MANY));
  }

  /** C1 computes fma and vectors by calls where C2 has instructions. */
  @Test
  void theClientCompilerGivesTheSameBits() {
    Run run = run(Jvm.with(Jvm.VECTORS, "-XX:TieredStopAtLevel=1"), LanesMain.MANY, 1, 1);
    assertThat(run.digests).isEqualTo(expected(LanesMain.MANY));
  }

  @Test
  void withoutTheModuleTheScalarKernelsRunAndAWarningSaysSoOnce() {
    Run run = run(Jvm.with(), LanesMain.MANY, 1, 1);
    assertThat(run.lanes).isEqualTo(1);
    assertThat(run.digests).isEqualTo(expected(LanesMain.MANY));
    assertThat(run.errors).containsOnlyOnce("--add-modules=jdk.incubator.vector");
  }

  /** As submit.sh starts Java, for which no JVM writes a line on standard error. */
  @Test
  void theModuleIsLoadedWhereTheJvmMayNotAnnounceIt() {
    Jvm quiet = Jvm.with("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
    Run run = run(quiet, LanesMain.MANY, 1, 1);
    assertThat(run.lanes).isEqualTo(LANES_HERE);
    assertThat(run.digests).isEqualTo(expected(LanesMain.MANY));
    assertThat(run.errors).isEmpty();
  }

  /** Every collector, with C1 before C2 and without, every width, and one, two and four threads. */
  @Test
  @Tag("campaign") // the tests above have a JVM for each width
  void noJvmShowsInABit() {
    List<Jvm> jvms = new ArrayList<>();
    for (Path jdk : jdks()) {
      for (String collector : COLLECTORS) {
        for (String compiler : COMPILERS) {
          LANES.forEach(lanes -> jvms.add(Jvm.ofLanes(jdk, lanes).and(collector, compiler)));
        }
      }
    }
    compare("kernels", jvms, LanesMain.MANY);
  }

  /** Without C2; and on a CPU that has no fma, where Java computes it in decimal numbers. */
  @Test
  @Tag("campaign") // few people start Java so
  void noSlowJvmShowsInABit() {
    List<Jvm> jvms = new ArrayList<>();
    for (Path jdk : jdks()) {
      for (int lanes : LANES) {
        jvms.add(Jvm.ofLanes(jdk, lanes).and("-Xint"));
        jvms.add(Jvm.ofLanes(jdk, lanes).and("-XX:TieredStopAtLevel=1"));
      }
      for (int avx = 0; avx <= 3; avx++) {
        jvms.add(Jvm.ofLanes(jdk, 1).and("-XX:UseAVX=" + avx));
        int lanes = avx < 2 ? 4 : 4 << (avx - 1);
        jvms.add(new Jvm(jdk, List.of(Jvm.VECTORS, "-XX:UseAVX=" + avx), lanes));
      }
    }
    compare("slow kernels", jvms, LanesMain.FEW);
  }

  private static List<Path> jdks() {
    return Stream.concat(Stream.of(Jvm.thisHome()), Jvm.otherHomes().stream()).toList();
  }

  /** Leaves out widths that this CPU has not, and says how many ran. */
  private void compare(String what, List<Jvm> jvms, int batch) {
    String expected = expected(batch);
    long start = System.nanoTime();
    Map<Integer, Long> ran =
        IntStream.range(0, jvms.size())
            .parallel()
            .filter(i -> jvms.get(i).lanes() <= LANES_HERE)
            .mapToObj(
                i -> {
                  Jvm jvm = jvms.get(i);
                  int threads = 1 << (i % 3);
                  Run run = run(jvm, batch, threads, Math.max(2, threads));
                  System.out.println(jvm + ", " + threads + " threads");
                  assertThat(run.lanes).as("lanes of %s", jvm).isEqualTo(jvm.lanes());
                  assertThat(run.digests).as("digests of %s", jvm).isEqualTo(expected);
                  return run.lanes;
                })
            .collect(Collectors.groupingBy(lanes -> lanes, Collectors.counting()));
    long count = ran.values().stream().mapToLong(Long::longValue).sum();
    System.out.printf(
        Locale.ROOT,
        "%s: %d JVMs of %d JDKs gave the same bits in %d s; by lanes %s; %d left out,"
            + " because the CPU has no more than %d lanes%n",
        what,
        count,
        jdks().size(),
        (System.nanoTime() - start) / 1_000_000_000,
        ran,
        jvms.size() - count,
        LANES_HERE);
    assertThat(ran).containsKeys(1, LANES_HERE);
  }

  private static String expected(int batch) {
    return LanesMain.digests(ScalarKernels::new, batch);
  }

  private Run run(Jvm jvm, int batch, int threads, int rounds) {
    List<String> arguments = Stream.of(batch, threads, rounds).map(String::valueOf).toList();
    Jvm.Said said = jvm.run(folder, LanesMain.class.getName(), arguments);
    String[] lines = said.output().split("\n", 2);
    return new Run(Integer.parseInt(lines[0]), lines[1], said.errors());
  }
}
