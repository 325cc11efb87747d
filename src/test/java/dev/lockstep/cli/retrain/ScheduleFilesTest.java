package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** systemd's units, the command lines for clusters, and which exit codes are worth a retry. */
class ScheduleFilesTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([\\d, ]+) \\| .* \\| (no|later|at once|) \\|$");

  @TempDir Path folder;

  @Test
  void everyExitCodeIsWorthARetryOrNot() throws Exception {
    Set<Integer> codes = new HashSet<>(ScheduleFiles.FINAL);
    codes.addAll(ScheduleFiles.FOR_RETRY);
    codes.add(ExitCode.DONE);
    Set<Integer> named = new HashSet<>();
    for (Field field : ExitCode.class.getFields()) {
      named.add(field.getInt(null));
    }
    assertThat(codes).isEqualTo(named);
    assertThat(ScheduleFiles.FINAL).doesNotContainAnyElementsOf(ScheduleFiles.FOR_RETRY);
  }

  @Test
  void thePageSaysTheSame() throws IOException {
    Set<Integer> noRetry = new TreeSet<>();
    Set<Integer> retry = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("docs/retraining.md")));
    while (rows.find()) {
      Set<Integer> codes = numbers(rows.group(1));
      switch (rows.group(2)) {
        case "no" -> noRetry.addAll(codes);
        case "" -> assertThat(codes).containsExactly(ExitCode.DONE);
        default -> retry.addAll(codes);
      }
    }
    assertThat(noRetry).isEqualTo(ScheduleFiles.FINAL);
    assertThat(retry).containsAll(ScheduleFiles.FOR_RETRY).allMatch(this::isOursOrASignals);
  }

  private boolean isOursOrASignals(int code) {
    return ScheduleFiles.FOR_RETRY.contains(code) || code > 128;
  }

  @Test
  void systemdRetriesWhatIsWorthIt() throws IOException {
    String service = ScheduleFiles.text("lockstep-retrain.service");
    Set<Integer> fine = numbers(value(service, "SuccessExitStatus"));
    Set<Integer> never = numbers(value(service, "RestartPreventExitStatus"));
    assertThat(fine).containsExactly(ExitCode.KEPT);
    assertThat(never).doesNotContain(ExitCode.KEPT);
    assertThat(Stream.of(fine, never).flatMap(Set::stream).collect(Collectors.toSet()))
        .isEqualTo(ScheduleFiles.FINAL);
    assertThat(value(service, "Restart")).isEqualTo("on-failure");
    String start = value(service, "ExecStart");
    assertThat(start).startsWith(ScheduleFiles.HOME + "/submit.sh ");
    List<String> words = List.of(start.split(" +"));
    ScheduleFiles.requireRetrains(words.subList(1, words.size()), folder);
  }

  @Test
  void systemdFindsNothingWrongWithItsUnits() throws Exception {
    ScheduleFiles.assumeProgram("systemd-analyze");
    String here = Path.of("").toAbsolutePath().toString();
    for (String name : List.of("lockstep-retrain.service", "lockstep-retrain.timer")) {
      Files.writeString(
          folder.resolve(name), ScheduleFiles.text(name).replace(ScheduleFiles.HOME, here));
    }
    String printed =
        ScheduleFiles.printed(
            folder, Map.of(), "systemd-analyze", "verify", "./lockstep-retrain.timer");
    assertThat(printed).doesNotContain("lockstep");
  }

  @Test
  void theLinesForClustersAreOnesThatSparkAndLockstepUnderstand() throws Exception {
    SparkSubmitArguments yarn = submitted("yarn.sh");
    assertThat(yarn.master()).isEqualTo("yarn");
    assertThat(yarn.deployMode()).isEqualTo("client");
    SparkSubmitArguments kubernetes = submitted("kubernetes.sh");
    assertThat(kubernetes.master()).startsWith("k8s://https://");
    assertThat(kubernetes.deployMode()).isEqualTo("cluster");
    assertThat(kubernetes.primaryResource()).startsWith("local:");
  }

  private SparkSubmitArguments submitted(String name) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path stub = bin.resolve("spark-submit");
    Files.writeString(stub, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
    assertThat(stub.toFile().setExecutable(true)).isTrue();
    Path script = folder.resolve(name);
    Files.writeString(
        script,
        ScheduleFiles.text(name).replace("cd " + ScheduleFiles.HOME, "cd '" + folder + "'"));
    assertThat(ScheduleFiles.FOLDER.resolve(name)).isExecutable();
    String printed =
        ScheduleFiles.printed(
            folder,
            Map.of("PATH", bin + ":" + System.getenv("PATH")),
            "sh",
            "-eu",
            script.toString());
    return ScheduleFiles.requireSubmittable(printed.lines().toList(), folder);
  }

  private static String value(String unit, String name) {
    List<String> found =
        unit.lines()
            .filter(line -> line.startsWith(name + "="))
            .map(line -> line.substring(name.length() + 1))
            .toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private static Set<Integer> numbers(String text) {
    return Stream.of(text.strip().split("[, ]+"))
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
