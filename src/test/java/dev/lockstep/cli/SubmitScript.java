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
import org.junit.jupiter.api.io.TempDir;

/** submit.sh in a project that is built, with a spark-submit that only repeats its arguments. */
abstract class SubmitScript {
  @TempDir Path folder;
  Path project;
  Path jar;
  Path spark;

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

  record Result(int exitCode, String out, String err) {}

  Result submit(Map<String, String> environment, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", project + "/submit.sh"));
    for (String word : words) {
      if (!word.isEmpty()) {
        command.add(word);
      }
    }
    return run(environment, command.toArray(String[]::new));
  }

  Result run(Map<String, String> environment, String... command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Result(exitCode, Files.readString(out), Files.readString(err));
  }

  static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, ("#!/bin/sh\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
