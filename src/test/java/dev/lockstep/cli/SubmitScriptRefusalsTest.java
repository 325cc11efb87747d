package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What submit.sh refuses before Spark or Java would do so at length. */
class SubmitScriptRefusalsTest extends SubmitScript {
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

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void whatSteersATerminalIsNotShown(String locale) throws Exception {
    String name = "a\u001b[2J\u202eb\u2066c\u200fd\u061ce";
    Result result =
        submit(
            Map.of("SPARK_HOME", spark.toString(), "LC_ALL", locale),
            "--properties-file",
            name,
            "train");
    assertThat(result.err())
        .isEqualTo("submit.sh: --properties-file a?[2J?b?c?d?e: no such file\n");
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
  void aJavaThatDoesNotServeIsNamed() throws Exception {
    Map<String, String> bogus = Map.of("JAVA_HOME", "/bogus");
    assertThat(submit(bogus, "train"))
        .isEqualTo(new Result(2, "", "submit.sh: JAVA_HOME has no bin/java: /bogus\n"));
    assertThat(submit(Map.of("JAVA_HOME", "/x\u001b[31m"), "train").err())
        .isEqualTo("submit.sh: JAVA_HOME has no bin/java: /x?[31m\n");
    Path odd = folder.resolve("odd");
    Files.createDirectories(odd.resolve("bin/java"));
    Map<String, String> oddHome = Map.of("JAVA_HOME", odd.toString());
    assertThat(submit(oddHome, "train").err())
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
      assertThat(submit(Map.of("JAVA_HOME", old.toString()), "train").err()).isEqualTo(expected);
      Files.delete(old.resolve("release"));
    }
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
    assertThat(submit(environment, "fetch", "mnist"))
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
}
