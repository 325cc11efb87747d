package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs in processes of their own that are killed or told to end, and go on to the bytes of the run
 * that was let alone. {@code -Pcampaign} kills 25 times in place of once.
 */
@Tag("slow")
class KilledRunTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int KILLS = Campaign.of(25, 1);
  private static final int STEPS_PER_EPOCH = 50;
  private static final int CHECKPOINT_EVERY = 40;
  private static final int EPOCHS = 5 * Math.max(2, KILLS);
  private static final int SIGKILL = 128 + 9;

  @TempDir static Path home;
  private static Path data;
  private static Path whole;

  @TempDir Path folder;
  private LockstepProcess process;

  @BeforeAll
  static void trainUninterrupted() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("data"), 20 * STEPS_PER_EPOCH, 20);
    whole = home.resolve("whole");
    CommandLineRun run = CommandLineRun.of(arguments(whole));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @AfterEach
  void endTheProcess() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  void aRunThatIsKilledAgainAndAgainGivesTheSameBytes() throws Exception {
    Path run = folder.resolve("run");
    Random random = new Random(5);
    for (int kill = 0; kill < KILLS; kill++) {
      long held = newestStep(run);
      start(run, kill == 0 ? new Object[0] : new Object[] {"--resume"});
      awaitCheckpointAfter(run, held + (long) CHECKPOINT_EVERY * random.nextInt(3));
      Thread.sleep(random.nextInt(100));
      process.handle().destroyForcibly();
      assertThat(process.waitFor()).as(process.said()).isEqualTo(SIGKILL);
      assertThat(run.resolve("run.json")).doesNotExist();
      if (kill > 0) {
        assertThat(process.said()).contains("run.lock: the process that left it is dead");
        assertWentOnAfter(held, process.said());
      }
    }
    long held = newestStep(run);
    CommandLineRun last = CommandLineRun.of(arguments(run, "--resume"));
    assertThat(last.exitCode()).as(last.err()).isZero();
    assertWentOnAfter(held, last.err());
    JsonNode timing = new ObjectMapper().readTree(run.resolve("run.json").toFile()).get("timing");
    long steps = (long) EPOCHS * STEPS_PER_EPOCH;
    assertThat(timing.get("steps").longValue()).isEqualTo(steps);
    assertThat(timing.get("lastProcessSteps").longValue()).isEqualTo(steps - held);
    assertSameModel(run);
    assertSameMetrics(run);
  }

  @Test
  void aRunThatIsToldToEndGoesOnToTheSameBytes() throws Exception {
    Path run = folder.resolve("run");
    start(run);
    awaitCheckpointAfter(run, 0);
    // Else it could come to its end meanwhile.
    send("STOP");
    assertHeld(CommandLineRun.of(arguments(run)), run);
    assertHeld(CommandLineRun.of(arguments(run, "--resume")), run);
    send("CONT");
    long step = assertEndsWithACheckpoint(run, "TERM", 143);
    CommandLineRun last = CommandLineRun.of(arguments(run, "--resume"));
    assertThat(last.exitCode()).as(last.err()).isZero();
    assertWentOnAfter(step, last.err());
    assertSameModel(run);
    assertSameMetrics(run);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "HUP, 129"})
  @Tag("campaign") // TERM, above, takes the same way
  void otherSignalsLeaveACheckpointToo(String signal, int exitCode) throws Exception {
    Path run = folder.resolve("run");
    start(run);
    awaitCheckpointAfter(run, 0);
    assertEndsWithACheckpoint(run, signal, exitCode);
  }

  /** Returns its step. */
  private long assertEndsWithACheckpoint(Path run, String signal, int exitCode) throws Exception {
    send(signal);
    assertThat(process.waitFor()).as(process.said()).isEqualTo(exitCode);
    long step = newestStep(run);
    assertThat(process.said().lines())
        .contains(
            "lockstep: stopped after step "
                + step
                + ", with a checkpoint; --resume --out "
                + run
                + " goes on from there");
    assertThat(run.resolve("run.lock")).doesNotExist();
    assertThat(run.resolve("run.json")).doesNotExist();
    return step;
  }

  private void assertHeld(CommandLineRun second, Path run) {
    assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.HELD);
    assertThat(second.errLines()).hasSize(1);
    assertThat(second.err())
        .contains(run + " is held by process " + process.handle().pid() + " on ");
  }

  private static void assertWentOnAfter(long step, String said) {
    assertThat(said)
        .contains("going on after step " + step + " (epoch " + (step / STEPS_PER_EPOCH + 1) + ")");
  }

  private static void assertSameModel(Path run) {
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  /** A line an epoch, with the numbers of the run that was let alone, but for the time. */
  private static void assertSameMetrics(Path run) throws IOException {
    assertThat(metrics(run)).hasSize(EPOCHS).isEqualTo(metrics(whole));
  }

  private static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll(",\"seconds\":.*", ""))
        .toList();
  }

  private void start(Path run, Object... options) throws IOException {
    process = LockstepProcess.start(folder, heedingSignals(), arguments(run, options));
  }

  /**
   * A shell's background has its processes and their children ignore SIGINT, nohup has them ignore
   * SIGHUP.
   */
  private static List<String> heedingSignals() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return List.of();
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElseThrow();
    long hupAndInt = 0b11;
    return (Long.parseUnsignedLong(ignored, 16) & hupAndInt) == 0
        ? List.of()
        : List.of("env", "--default-signal=HUP,INT");
  }

  private void send(String signal) throws Exception {
    String pid = String.valueOf(process.handle().pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  private void awaitCheckpointAfter(Path run, long step) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (newestStep(run) <= step) {
      assertThat(process.handle().isAlive()).as("ended early:%n%s", process.said()).isTrue();
      assertThat(System.nanoTime()).as("waited in vain:%n%s", process.said()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  /** 0 without a checkpoint. */
  private static long newestStep(Path run) {
    String[] names = run.resolve("checkpoints").toFile().list();
    return names == null
        ? 0
        : Arrays.stream(names)
            .filter(name -> name.matches("step-\\d+\\.safetensors"))
            .mapToLong(name -> Long.parseLong(name.replaceAll("\\D", "")))
            .max()
            .orElse(0);
  }

  private static Object[] arguments(Path out, Object... options) {
    List<Object> args =
        new ArrayList<>(
            List.of("train", "--data", data, "--out", out, "--hidden", 8, "--batch", 20));
    args.addAll(List.of("--shards", 2, "--epochs", EPOCHS));
    args.addAll(List.of("--checkpoint-every", CHECKPOINT_EVERY));
    args.addAll(List.of(options));
    return args.toArray();
  }
}
