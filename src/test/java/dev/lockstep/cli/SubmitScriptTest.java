package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** submit.sh in a project that is built, with a spark-submit that only repeats its arguments. */
class SubmitScriptTest {
  private static final String MAIN = "--class dev.lockstep.cli.Main JAR";
  @TempDir Path folder;
  private Path project;
  private Path jar;
  private Path spark;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    Files.copy(Path.of("submit.sh"), project.resolve("submit.sh"));
    Files.createDirectories(project.resolve("src/main"));
    Files.createFile(project.resolve("pom.xml"));
    Files.createDirectories(project.resolve("target/spark/jars"));
    Files.createFile(project.resolve("target/spark/RELEASE"));
    jar = Files.createFile(project.resolve("target/lockstep.jar"));
    FileTime built = Files.getLastModifiedTime(jar);
    for (String source : List.of("src/main", "pom.xml")) {
      Files.setLastModifiedTime(
          project.resolve(source), FileTime.fromMillis(built.toMillis() - 60_000));
    }
    spark = Files.createDirectories(folder.resolve("a spark"));
    executable(
        spark.resolve("bin/spark-submit"),
        "for word; do echo \"[$word]\"; done; echo \"conf=${SPARK_CONF_DIR:-}\"");
  }

  @ParameterizedTest
  @CsvSource({
    "train --epochs 3, MAIN train --epochs 3",
    "'', MAIN",
    "--help, MAIN --help",
    "--version, MAIN --version",
    "@conf/mnist.conf train, MAIN @conf/mnist.conf train",
    "--master x --conf a=b train --epochs 3, --master x --conf a=b MAIN train --epochs 3",
    "--conf=a=b train, --conf=a=b MAIN train",
    "-c a=b --verbose --supervise train --verbose, -c a=b --verbose --supervise MAIN train --verbose",
    "--driver-java-options -Xss4m train, --driver-java-options -Xss4m MAIN train",
    "train --master x, MAIN train --master x",
  })
  void whatStandsBeforeTheCommandIsSparkSubmits(String words, String submitted) throws Exception {
    Result result = submit(Map.of("SPARK_HOME", spark.toString()), words.split(" +"));
    assertThat(result.err).isEmpty();
    assertThat(result.exitCode).isZero();
    List<String> expected = new ArrayList<>();
    for (String word : submitted.replace("MAIN", MAIN).split(" ", -1)) {
      expected.add("[" + word.replace("JAR", jar.toString()) + "]");
    }
    expected.add("conf=" + project.resolve("conf"));
    assertThat(result.out.lines()).containsExactlyElementsOf(expected);
  }

  @Test
  void wordsKeepTheirBlanks() throws Exception {
    Result result =
        submit(Map.of("SPARK_HOME", spark.toString()), "--conf", "a=b c", "train", "--out", "x y");
    assertThat(result.out).startsWith("[--conf]\n[a=b c]\n[--class]\n").contains("[x y]\n");
  }

  @Test
  void withoutASparkHomeThePathsSparkSubmitServes() throws Exception {
    String path = spark.resolve("bin") + ":" + System.getenv("PATH");
    Result result = submit(Map.of("PATH", path), "--master", "x", "train");
    assertThat(result.exitCode).as(result.err).isZero();
    assertThat(result.out).startsWith("[--master]\n[x]\n[--class]\n").contains("[train]\n");
  }

  @Test
  void anInstallationsOwnConfigurationStands() throws Exception {
    Files.createDirectories(spark.resolve("conf"));
    Files.createFile(spark.resolve("conf/spark-defaults.conf"));
    Result result = submit(Map.of("SPARK_HOME", spark.toString()), "train");
    assertThat(result.out).endsWith("conf=\n");
    Result named =
        submit(Map.of("SPARK_HOME", spark.toString(), "SPARK_CONF_DIR", "/etc/mine"), "train");
    assertThat(named.out).endsWith("conf=/etc/mine\n");
  }

  @Test
  void theExitCodeOfTheRunIsThatOfTheScript() throws Exception {
    executable(spark.resolve("bin/spark-submit"), "exit 5");
    assertThat(submit(Map.of("SPARK_HOME", spark.toString()), "train").exitCode).isEqualTo(5);
  }

  @Test
  void anOptionWithoutItsValueIsNamed() throws Exception {
    Result result = submit(Map.of("SPARK_HOME", spark.toString()), "--conf", "a=b", "--master");
    assertThat(result).isEqualTo(new Result(2, "", "submit.sh: --master needs a value\n"));
  }

  @Test
  void aSparkHomeWithoutSparkSubmitIsNamed() throws Exception {
    Result result = submit(Map.of("SPARK_HOME", folder.toString()), "train");
    assertThat(result)
        .isEqualTo(
            new Result(2, "", "submit.sh: SPARK_HOME has no bin/spark-submit: " + folder + "\n"));
  }

  @Test
  void changedSourcesAreBuiltFirst() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("maven"));
    executable(
        bin.resolve("mvn"),
        "echo \"in $PWD: $*\"; echo /lib/x.jar:/lib/y.jar >target/spark.classpath");
    Files.setLastModifiedTime(
        project.resolve("pom.xml"),
        FileTime.fromMillis(Files.getLastModifiedTime(jar).toMillis() + 60_000));
    Result result =
        submit(
            Map.of("SPARK_HOME", spark.toString(), "PATH", bin + ":" + System.getenv("PATH")),
            "train");
    assertThat(result.exitCode).isZero();
    assertThat(result.err.lines())
        .containsExactly(
            "submit.sh: building " + jar + " ...",
            "in " + project + ": -q -B -ntp -DskipTests package");
    assertThat(project.resolve("target/spark").toFile().list())
        .containsExactlyInAnyOrder("RELEASE", "jars");
    assertThat(Files.readSymbolicLink(project.resolve("target/spark/jars/y.jar")))
        .isEqualTo(Path.of("/lib/y.jar"));
    assertThat(result.out).contains("[train]\n");

    executable(bin.resolve("mvn"), "exit 1");
    Files.delete(project.resolve("target/spark/RELEASE"));
    Result failed = submit(Map.of("PATH", bin + ":" + System.getenv("PATH")), "train");
    assertThat(failed.exitCode).isEqualTo(2);
    assertThat(failed.err).endsWith("submit.sh: the build failed\n");
  }

  @Test
  void bashFindsNothingWrongWithIt() throws Exception {
    assertThat(run(Map.of(), "bash", "-n", "submit.sh")).isEqualTo(new Result(0, "", ""));
  }

  private record Result(int exitCode, String out, String err) {}

  private Result submit(Map<String, String> environment, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", project + "/submit.sh"));
    for (String word : words) {
      if (!word.isEmpty()) {
        command.add(word);
      }
    }
    return run(environment, command.toArray(String[]::new));
  }

  private Result run(Map<String, String> environment, String... command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Result(exitCode, Files.readString(out), Files.readString(err));
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, ("#!/bin/sh\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
