package dev.lockstep.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which words submit.sh passes on, and to whom. */
class SubmitScriptTest extends SubmitScript {
  private static final String MAIN = "--class dev.lockstep.cli.Main JAR";
  private static final String STARTING = "starting Spark ...\n";

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
    assertThat(result.err()).isEqualTo(words.contains("train") ? STARTING : "");
    assertThat(result.exitCode()).isZero();
    List<String> expected = new ArrayList<>();
    for (String word : submitted.replace("MAIN", MAIN).split(" ", -1)) {
      expected.add("[" + word.replace("JAR", jar.toString()) + "]");
    }
    expected.add("conf=" + project.resolve("conf"));
    assertThat(result.out().lines()).containsExactlyElementsOf(expected);
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
    assertThat(result.err()).isEqualTo(told.replace("STARTING", STARTING));
  }

  @Test
  void wordsKeepTheirBlanks() throws Exception {
    Result result =
        submit(Map.of("SPARK_HOME", spark.toString()), "--conf", "a=b c", "train", "--out", "x y");
    assertThat(result.out()).startsWith("[--conf]\n[a=b c]\n[--class]\n").contains("[x y]\n");
  }

  @Test
  void withoutASparkHomeThePathsSparkSubmitServes() throws Exception {
    String path = spark.resolve("bin") + ":" + System.getenv("PATH");
    Result result = submit(Map.of("PATH", path), "--master", "yarn", "train");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("[--master]\n[yarn]\n[--class]\n").contains("[train]\n");
  }

  @Test
  void anInstallationsOwnConfigurationStands() throws Exception {
    Files.createDirectories(spark.resolve("conf"));
    Files.createFile(spark.resolve("conf/spark-defaults.conf"));
    Result result = submit(Map.of("SPARK_HOME", spark.toString()), "train");
    assertThat(result.out()).endsWith("conf=\n");
    Result named =
        submit(Map.of("SPARK_HOME", spark.toString(), "SPARK_CONF_DIR", "/etc/mine"), "train");
    assertThat(named.out()).endsWith("conf=/etc/mine\n");
  }

  @Test
  void theExitCodeOfTheRunIsThatOfTheScript() throws Exception {
    executable(spark.resolve("bin/spark-submit"), "exit 5");
    assertThat(submit(Map.of("SPARK_HOME", spark.toString()), "train").exitCode()).isEqualTo(5);
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
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).contains("[" + jar + "]\n");
    }
  }

  /** A Java that repeats its words; as a launcher, it says some of its own, and counts. */
  private Map<String, String> java(String version) throws Exception {
    Path home = folder.resolve("a java");
    Files.createDirectories(home);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(
        home.resolve("bin/java"),
        "if [ \"$1\" = -Xmx128m ]; then printf '\\0\\n'; printf '%s\\0' \"$0\" '--add-modules=jdk.incubator.vector'"
            + " '--add-opens=java.base/sun.security.action=ALL-UNNAMED' 'a word'; echo >>'"
            + folder.resolve("launches")
            + "'\nelse for word; do echo \"[$word]\"; done; fi");
    Files.createFile(project.resolve("target/spark/jars/spark-launcher_2.13-4.2.0.jar"));
    return Map.of("JAVA_HOME", home.toString());
  }

  private long launches() throws Exception {
    Path launches = folder.resolve("launches");
    return Files.exists(launches) ? Files.size(launches) : 0;
  }

  /** A launcher's words reach Java, but for those by which a JVM would write on standard error. */
  @ParameterizedTest
  @CsvSource({"17.0.15, [--add-opens=java.base/sun.security.action=ALL-UNNAMED]", "25, ''"})
  void theJvmHasNothingToAnnounce(String version, String opened) throws Exception {
    Result result = submit(java(version), "fetch", "x y");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .isEqualTo(
            "[--add-exports=java.base/jdk.internal.module=ALL-UNNAMED]\n"
                + (opened.isEmpty() ? "" : opened + "\n")
                + "[a word]\n[fetch]\n[x y]\n");
  }

  @Test
  void theLauncherIsAskedOnceForStartsThatAreAlike() throws Exception {
    Map<String, String> java = java("17.0.15");
    Result first = submit(java, "fetch", "mnist");
    Result second = submit(java, "fetch", "fashion-mnist");
    assertThat(second.out()).isEqualTo(first.out().replace("[mnist]", "[fashion-mnist]"));
    assertThat(launches()).isEqualTo(1);
    assertThat(submit(java, "--conf", "a=b", "fetch", "mnist").exitCode()).isZero();
    assertThat(launches()).isEqualTo(2);
    Map<String, String> memory = new HashMap<>(java);
    memory.put("SPARK_DRIVER_MEMORY", "2g");
    assertThat(submit(memory, "fetch", "mnist").exitCode()).isZero();
    assertThat(launches()).isEqualTo(3);
    Path defaults = project.resolve("conf/spark-defaults.conf");
    Files.createDirectories(defaults.getParent());
    Files.createFile(defaults);
    Files.setLastModifiedTime(defaults, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    assertThat(submit(java, "fetch", "mnist").exitCode()).isZero();
    assertThat(launches()).isEqualTo(4);
  }

  @Test
  void helpAndModelsAreShownWithoutSpark() throws Exception {
    Map<String, String> java = java("17.0.15");
    Path run = Files.createDirectories(folder.resolve("a run"));
    Path model = Files.createFile(run.resolve("model.safetensors"));
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("--help"),
            List.of("train", "-h"),
            List.of("inspect", run.toString()),
            List.of("inspect", model.toString()))) {
      Result result = submit(java, words.toArray(String[]::new));
      assertThat(result.exitCode()).as(result.err()).isZero();
      String end = "[dev.lockstep.cli.Main]\n";
      assertThat(result.out())
          .endsWith(words.stream().map(word -> "[" + word + "]\n").collect(joining("", end, "")));
    }
    assertThat(launches()).isZero();
    submit(java, "--conf", "a=b", "--help");
    submit(java, "inspect", folder.resolve("none").toString());
    submit(java, "export", "--help", "x");
    assertThat(launches()).isEqualTo(2);
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
    assertThat(result.exitCode()).isZero();
    assertThat(result.err().lines())
        .containsExactly(
            "submit.sh: building " + jar + " ...",
            "in " + project + ": -q -B -ntp -DskipTests package",
            STARTING.strip());
    assertThat(project.resolve("target/spark").toFile().list())
        .containsExactlyInAnyOrder("RELEASE", "jars");
    assertThat(Files.readSymbolicLink(project.resolve("target/spark/jars/y.jar")))
        .isEqualTo(Path.of("/lib/y.jar"));
    assertThat(result.out()).contains("[train]\n");

    // The resolved Spark alone has its classes recorded, by a training that builds nothing for its
    // part.
    executable(bin.resolve("mvn"), "echo built >>builds");
    Result recorded = submit(Map.of("PATH", bin + ":" + System.getenv("PATH")), "train");
    assertThat(recorded.err()).contains("submit.sh: recording Spark's classes");
    assertThat(project.resolve("builds")).hasContent("built");

    executable(bin.resolve("mvn"), "exit 1");
    Files.delete(project.resolve("target/spark/RELEASE"));
    Result failed = submit(Map.of("PATH", bin + ":" + System.getenv("PATH")), "train");
    assertThat(failed.exitCode()).isEqualTo(2);
    assertThat(failed.err()).endsWith("submit.sh: the build failed\n");
  }

  @Test
  void bashFindsNothingWrongWithIt() throws Exception {
    assertThat(run(Map.of(), "bash", "-n", "submit.sh")).isEqualTo(new Result(0, "", ""));
  }
}
