package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.ScalarKernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits from JVMs that are told to use narrower vectors, or have none. */
@Tag("slow")
class LanesTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  @TempDir Path folder;

  private record Run(int lanes, String digests, String errors) {}

  /** On a CPU whose vectors are narrower still, it is those that run. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void theWidthOfTheVectorsShowsInNoBit(int lanes) throws Exception {
    Run run = run(VECTORS, "-XX:MaxVectorSize=" + 4 * lanes);
    assertThat(run.lanes).isEqualTo(Math.min(lanes, FastestKernels.create().lanes()));
    assertThat(run.digests).isEqualTo(LanesMain.digests(new ScalarKernels()));
  }

  /** C1 computes fma and vectors by calls where C2 has instructions. */
  @Test
  void theClientCompilerGivesTheSameBits() throws Exception {
    Run run = run(VECTORS, "-XX:TieredStopAtLevel=1");
    assertThat(run.digests).isEqualTo(LanesMain.digests(new ScalarKernels()));
  }

  @Test
  void withoutTheModuleTheScalarKernelsRunAndAWarningSaysSoOnce() throws Exception {
    Run run = run();
    assertThat(run.lanes).isEqualTo(1);
    assertThat(run.digests).isEqualTo(LanesMain.digests(new ScalarKernels()));
    assertThat(run.errors).containsOnlyOnce("--add-modules=jdk.incubator.vector");
  }

  /** As submit.sh starts Java, for which no JVM writes a line on standard error. */
  @Test
  void theModuleIsLoadedWhereTheJvmMayNotAnnounceIt() throws Exception {
    Run run = run("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
    assertThat(run.lanes).isEqualTo(FastestKernels.create().lanes());
    assertThat(run.digests).isEqualTo(LanesMain.digests(new ScalarKernels()));
    assertThat(run.errors).isEmpty();
  }

  private Run run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), LanesMain.class.getName()));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    int exit = process.waitFor();
    String said = Files.readString(errors, StandardCharsets.UTF_8);
    assertThat(exit).as(said).isZero();
    String[] lines = Files.readString(output, StandardCharsets.UTF_8).split("\n", 2);
    return new Run(Integer.parseInt(lines[0]), lines[1], said);
  }
}
