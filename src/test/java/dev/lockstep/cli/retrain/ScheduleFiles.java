package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.deploy.SparkSubmitArguments;
import scala.jdk.javaapi.CollectionConverters;

/** The files for schedulers, and what they must agree on. */
final class ScheduleFiles {
  static final Path FOLDER = Path.of("conf/schedule");

  /** Where the files suppose Lockstep. */
  static final String HOME = "/opt/lockstep";

  /** After these the same command says the same again. */
  static final Set<Integer> FINAL =
      Set.of(
          ExitCode.USAGE,
          ExitCode.DATA,
          ExitCode.DAMAGED_FILE,
          ExitCode.DIVERGED,
          ExitCode.DIFFERS,
          ExitCode.KEPT,
          ExitCode.REFUSED,
          ExitCode.INTERNAL,
          ExitCode.EXISTS);

  /** What may pass by itself. */
  static final Set<Integer> FOR_RETRY =
      Set.of(ExitCode.CLUSTER, ExitCode.NOT_YET, ExitCode.HELD, ExitCode.TERMINATED);

  private ScheduleFiles() {}

  static String text(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name));
  }

  /** Returns the lines that are neither empty nor comments. */
  static List<String> lines(String name) throws IOException {
    return text(name).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /** Skips a test, which says so, on a machine without a program. */
  static void assumeProgram(String name) {
    assumeThat(System.getenv("PATH").split(File.pathSeparator))
        .as("the folders with " + name)
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /** Runs a command and returns what it printed, on both streams. */
  static String printed(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  /**
   * Checks the words after spark-submit as Spark does, and Lockstep's own as Lockstep does.
   *
   * @return them as Spark understands them
   */
  static SparkSubmitArguments requireSubmittable(List<String> words, Path folder) {
    List<String> here = words.stream().map(word -> word.replace(HOME + "/", "")).toList();
    SparkSubmitArguments arguments =
        new SparkSubmitArguments(
            CollectionConverters.asScala(here).toSeq(),
            scala.collection.immutable.Map.from(
                CollectionConverters.asScala(Map.of("HADOOP_CONF_DIR", folder.toString()))));
    assertThat(arguments.mainClass()).isEqualTo("dev.lockstep.cli.Main");
    assertThat(arguments.primaryResource()).endsWith("target/lockstep.jar");
    assertThat(arguments.propertiesFile()).isEqualTo("conf/spark-defaults.conf");
    requireRetrains(CollectionConverters.asJava(arguments.childArgs()), folder);
    return arguments;
  }

  /** Checks Lockstep's words: with data that are not there, all of them are understood first. */
  static void requireRetrains(List<String> words, Path folder) {
    assertThat(words).startsWith("retrain").anyMatch(word -> word.endsWith("/retrain.conf"));
    List<String> local = new ArrayList<>(words);
    local.replaceAll(
        word ->
            word.startsWith("@")
                ? "@" + FOLDER.resolve(Path.of(word.substring(1)).getFileName())
                : word.replaceFirst(HOME + "/", ""));
    local.addAll(
        Arrays.asList("--data", folder.resolve("landing") + "/{day}", "--registry", folder + "/r"));
    local.addAll(List.of("--metrics-file", folder + "/r.prom"));
    CommandLineRun run = CommandLineRun.of(local.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOT_YET);
  }
}
