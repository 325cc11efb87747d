package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** submit.sh in a project that is built, with a spark-submit that only repeats its arguments. */
class SubmitScriptTest {
  private static final String MAIN = "--class dev.lockstep.cli.Main JAR";
  private static final String STARTING = "starting Spark ...\n";
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
    "--master yarn --conf a=b train --epochs 3, --master yarn --conf a=b MAIN train --epochs 3",
    "--conf=a=b train, --conf=a=b MAIN train",
    "-c a=b --verbose --supervise train --verbose, -c a=b --verbose --supervise MAIN train --verbose",
    "--driver-java-options -Xss4m train, --driver-java-options -Xss4m MAIN train",
    "train --master x, MAIN train --master x",
  })
  void whatStandsBeforeTheCommandIsSparkSubmits(String words, String submitted) throws Exception {
    Result result = submit(Map.of("SPARK_HOME", spark.toString()), words.split(" +"));
    assertThat(result.err).isEqualTo(words.contains("train") ? STARTING : "");
    assertThat(result.exitCode).isZero();
    List<String> expected = new ArrayList<>();
    for (String word : submitted.replace("MAIN", MAIN).split(" ", -1)) {
      expected.add("[" + word.replace("JAR", jar.toString()) + "]");
    }
    expected.add("conf=" + project.resolve("conf"));
    assertThat(result.out.lines()).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "train --quiet, ''",
    "@quiet.conf train, ''",
    "train --help, ''",
    "train --quiet=true, ''",
    "@oneline.conf train, ''",
    "@beside.conf train, ''",
    "fetch inspect, ''",
    "inspect m.safetensors, ''",
    "inspect t.csv, STARTING",
    "export m --out m.npz, ''",
    "fetch mnist, ''",
    "predict m --data x, STARTING",
    "@loud.conf train, STARTING",
  })
  void whoWaitsForSparkIsToldSoAtOnce(String words, String told) throws Exception {
    Files.writeString(folder.resolve("quiet.conf"), "--data mnist\n --quiet\n");
    Files.writeString(folder.resolve("loud.conf"), "--data mnist\n# --quiet\n");
    Files.writeString(folder.resolve("oneline.conf"), "--epochs 1 --quiet\n");
    Files.writeString(project.resolve("beside.conf"), "--quiet\n");
    Result result =
        submit(
            Map.of("SPARK_HOME", spark.toString()),
            words.replace("@", words.contains("beside") ? "@" : "@" + folder + "/").split(" +"));
    assertThat(result.err).isEqualTo(told.replace("STARTING", STARTING));
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
    Result result = submit(Map.of("PATH", path), "--master", "yarn", "train");
    assertThat(result.exitCode).as(result.err).isZero();
    assertThat(result.out).startsWith("[--master]\n[yarn]\n[--class]\n").contains("[train]\n");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--master locl[2]         | --master locl[2]",
        "--master=spark//h:7077   | --master spark//h:7077",
        "--conf spark.cores.max 2 | --conf spark.cores.max: a setting is NAME=VALUE",
        "--properties-file none   | --properties-file none: no such file",
        "--conf spark.master=loc  | --conf spark.master=loc",
        "--driver-memory abc      | --driver-memory abc: a size is a number and k, m, g or t, as in 4g",
        "--conf spark.executor.memory=4x | --conf spark.executor.memory=4x: a size is a number and k, m, g or t, as in 4g",
        "--data d.csv             | --data is not an option of spark-submit; options of Lockstep stand after the command",
        "--nope=x                 | --nope is not an option of spark-submit; options of Lockstep stand after the command",
        "--jars /none.jar,b:c     | --jars /none.jar: no such file",
        "--files=file:///none#x   | --files /none: no such file",
        "--master local --deploy-mode cluster | --deploy-mode cluster: --master local is this machine, not a cluster",
      })
  void whatSparkWouldRefuseAtLengthIsRefusedInOneLine(String options, String line)
      throws Exception {
    String[] words = (options + " train").split(" ");
    Result result = submit(Map.of("SPARK_HOME", spark.toString()), words);
    String masters = ": Spark knows local[*], spark://HOST:PORT, yarn and k8s://HOST";
    String rest = line.contains("master") && !line.contains(": ") ? masters : "";
    assertThat(result).isEqualTo(new Result(2, "", "submit.sh: " + line + rest + "\n"));
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
  void linksToTheScriptAreFollowed() throws Exception {
    Path links = Files.createDirectories(folder.resolve("some links/deeper"));
    Files.createSymbolicLink(links.resolve("absolute"), project.resolve("submit.sh"));
    Files.createSymbolicLink(links.resolve("../relative"), Path.of("deeper/absolute"));
    Path folderLink = Files.createSymbolicLink(folder.resolve("elsewhere"), links);
    Files.createSymbolicLink(links.resolve("last"), Path.of("../relative"));
    for (Path link :
        List.of(links.resolve("absolute"), folderLink.resolve("last"), links.resolve("last"))) {
      Result result =
          run(Map.of("SPARK_HOME", spark.toString()), "bash", link.toString(), "--version");
      assertThat(result.exitCode).as(result.err).isZero();
      assertThat(result.out).contains("[" + jar + "]\n");
    }
  }

  @Test
  void aJavaThatDoesNotServeIsNamed() throws Exception {
    Map<String, String> bogus = Map.of("JAVA_HOME", "/bogus");
    assertThat(submit(bogus, "train"))
        .isEqualTo(new Result(2, "", "submit.sh: JAVA_HOME has no bin/java: /bogus\n"));
    assertThat(submit(Map.of("JAVA_HOME", "/x\u001b[31m"), "train").err)
        .isEqualTo("submit.sh: JAVA_HOME has no bin/java: /x?[31m\n");
    Path odd = folder.resolve("odd");
    Files.createDirectories(odd.resolve("bin/java"));
    Map<String, String> oddHome = Map.of("JAVA_HOME", odd.toString());
    assertThat(submit(oddHome, "train").err)
        .isEqualTo("submit.sh: JAVA_HOME has no bin/java: " + odd + "\n");
    Files.delete(odd.resolve("bin/java"));
    for (String script : List.of("exit 3", "")) {
      executable(odd.resolve("bin/java"), script);
      assertThat(submit(oddHome, "train"))
          .isEqualTo(
              new Result(2, "", "submit.sh: this Java tells no version: " + odd + "/bin/java\n"));
    }
    for (String version : List.of("1.8.0_402", "11.0.22", "16")) {
      Path old = folder.resolve("old java");
      executable(old.resolve("bin/java"), "echo 'openjdk version \"" + version + "\"' >&2");
      Result result = submit(Map.of("JAVA_HOME", old.toString()), "train");
      String expected =
          String.format(
              Locale.ROOT,
              "submit.sh: Java %s is too old, 17 or later is needed: %s/bin/java\n",
              version,
              old);
      assertThat(result).isEqualTo(new Result(2, "", expected));
      Files.writeString(old.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
      executable(old.resolve("bin/java"), "exit 1");
      assertThat(submit(Map.of("JAVA_HOME", old.toString()), "train").err).isEqualTo(expected);
      Files.delete(old.resolve("release"));
    }
  }

  /** A launcher's words reach Java, but for those by which a JVM would write on standard error. */
  @ParameterizedTest
  @CsvSource({"17.0.15, [--add-opens=java.base/sun.security.action=ALL-UNNAMED]", "25, ''"})
  void theJvmHasNothingToAnnounce(String version, String opened) throws Exception {
    Path home = folder.resolve("a java");
    Files.createDirectories(home);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(
        home.resolve("bin/java"),
        "if [ \"$1\" = -Xmx128m ]; then printf '\\0\\n'; printf '%s\\0' \"$0\" '--add-modules=jdk.incubator.vector'"
            + " '--add-opens=java.base/sun.security.action=ALL-UNNAMED' 'a word'\n"
            + "else for word; do echo \"[$word]\"; done; fi");
    Files.createFile(project.resolve("target/spark/jars/spark-launcher_2.13-4.2.0.jar"));
    Result result = submit(Map.of("JAVA_HOME", home.toString()), "--version");
    assertThat(result.exitCode).as(result.err).isZero();
    assertThat(result.out)
        .isEqualTo(
            "[--add-exports=java.base/jdk.internal.module=ALL-UNNAMED]\n"
                + (opened.isEmpty() ? "" : opened + "\n")
                + "[a word]\n");
  }

  @Test
  void aJvmOrALauncherThatFailsIsToldInOneLine() throws Exception {
    Path home = folder.resolve("a java");
    Files.createDirectories(home);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Files.createFile(project.resolve("target/spark/jars/spark-launcher_2.13-4.2.0.jar"));
    Map<String, String> environment = Map.of("JAVA_HOME", home.toString());
    executable(
        home.resolve("bin/java"),
        "echo 'Exception in thread main' >&2; echo 'Error: what is wrong' >&2; echo usage >&2; exit 1");
    assertThat(submit(environment, "--version"))
        .isEqualTo(new Result(6, "", "submit.sh: Spark's launcher failed: what is wrong\n"));
    executable(
        home.resolve("bin/java"),
        "if [ \"$1\" = -Xmx128m ]; then printf '\\0\\n'; printf '%s\\0' \"$0\" -Xss100k org.apache.spark.deploy.SparkSubmit x\n"
            + "else echo; echo 'the stack is too small'; echo 'Error: Could not create the Java Virtual Machine.' >&2; exit 1; fi");
    String[] words = {"--conf", "spark.driver.extraJavaOptions=-Xss100k", "--version"};
    assertThat(submit(environment, words))
        .isEqualTo(new Result(6, "", "submit.sh: Java does not start: the stack is too small\n"));
  }

  @Test
  void tooFewOpenFilesAreRefusedBeforeJavaStarts() throws Exception {
    String script = "ulimit -n 64; bash '" + project + "/submit.sh' train";
    assertThat(run(Map.of("SPARK_HOME", spark.toString()), "bash", "-c", script))
        .isEqualTo(
            new Result(
                6,
                "",
                "submit.sh: the system allows a process 64 open files only: raise ulimit -n to 1024\n"));
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
            "in " + project + ": -q -B -ntp -DskipTests package",
            STARTING.strip());
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
