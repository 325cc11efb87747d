package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.BuiltProject.Ended;
import dev.lockstep.testing.SparkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of Spark's classes that a build of submit.sh records. */
@Tag("slow")
@Tag("campaign")
class ClassArchiveTest {
  @TempDir static Path folder;
  private static BuiltProject project;
  private static Map<String, String> environment;

  /** A build with a Maven that has nothing to do. */
  @BeforeAll
  static void build() throws IOException, InterruptedException {
    Path spark = SparkHome.create(folder.resolve("spark"));
    project = BuiltProject.create(folder.resolve("project"), spark);
    Path home = project.folder();
    for (String file : List.of("conf/jvm.options", "conf/xor.conf", "conf/xor.csv")) {
      Files.copy(Path.of(file), home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.delete(home.resolve("target/spark"));
    try (Stream<Path> jars = Files.list(spark.resolve("jars"))) {
      Files.writeString(
          home.resolve("target/spark.classpath"),
          jars.map(Path::toString).collect(Collectors.joining(":", "", "\n")));
    }
    Path maven = Files.createDirectories(folder.resolve("bin"));
    SubmitScript.executable(maven.resolve("mvn"), "exit 0");
    environment = Map.of("PATH", maven + ":" + System.getenv("PATH"));
    Ended built = project.submit(environment, List.of("--version"));
    assertThat(built.exitCode()).as(built.err()).isZero();
  }

  @Test
  void trainingStartsFromTheArchiveAndWithOurConfiguration() throws Exception {
    Path loaded = folder.resolve("loaded");
    List<String> told = List.of("--driver-java-options", "-Xlog:class+load:file=" + loaded);
    Ended ended = project.submit(environment, training("archived", told));
    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out() + ended.err()).isEmpty();
    assertThat(loaded)
        .content()
        .containsPattern("org.apache.spark.SparkContext source: shared objects file \\(top\\)");
    Path archive = archive();
    Files.move(archive, folder.resolve("aside"));
    try {
      assertThat(project.submit(environment, training("plain", List.of())).exitCode()).isZero();
    } finally {
      Files.move(folder.resolve("aside"), archive);
    }
    assertThat(folder.resolve("plain/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("archived/model.safetensors"));
  }

  /** As after a change of a jar: no line of the JVM's may come between those of a command. */
  @Test
  void anArchiveThatDoesNotFitIsPassedOverInSilence() throws Exception {
    Path jars = project.folder().resolve("target/spark/jars");
    Path any;
    try (Stream<Path> all = Files.list(jars)) {
      any = all.sorted().findFirst().orElseThrow().toRealPath();
    }
    Path link = jars.resolve(any.getFileName());
    Files.delete(link);
    Files.copy(any, link);
    Files.setLastModifiedTime(link, FileTime.fromMillis(1_000_000_000_000L));
    Ended ended = project.submit(environment, training("other", List.of()));
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out() + ended.err()).isEmpty();
    Files.delete(link);
    Files.createSymbolicLink(link, any);
  }

  /** Its classes are Spark's. */
  @Test
  void aChangeOfOurOwnSourcesLeavesTheArchive() throws Exception {
    Path pom = project.folder().resolve("pom.xml");
    Files.setLastModifiedTime(pom, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    FileTime before = Files.getLastModifiedTime(archive());
    Ended again = project.submit(environment, List.of("--version"));
    Files.setLastModifiedTime(pom, FileTime.fromMillis(0));
    assertThat(again.err()).contains("building").doesNotContain("recording");
    assertThat(Files.getLastModifiedTime(archive())).isEqualTo(before);
  }

  private static Path archive() throws IOException {
    try (Stream<Path> files = Files.list(project.folder().resolve("target/spark"))) {
      return files.filter(f -> f.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
  }

  private static List<String> training(String out, List<String> sparkOptions) {
    return Stream.concat(
            sparkOptions.stream(),
            Stream.of(
                "train", "@conf/xor.conf", "--epochs", "3", "--quiet", "--out", folder + "/" + out))
        .toList();
  }
}
